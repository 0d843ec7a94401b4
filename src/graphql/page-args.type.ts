import { ArgsType, Field, Int } from 'type-graphql';

/** The arguments of every list: which page of it to return. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 20, description: 'Number of entries on the page, 1 to 100.' })
  readonly first!: number;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor to start after. If unset, the list starts at the beginning.',
  })
  readonly after?: string | null;
}
