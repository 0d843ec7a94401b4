import { Field, ObjectType } from 'type-graphql';

@ObjectType('PageInfo', {
  description: 'Where a page stands in the whole list, as Relay’s connections say it.',
})
export class PageInfoType {
  @Field(() => Boolean, { description: 'Whether there is a page after this one.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Always false: lists are read forwards.' })
  readonly hasPreviousPage = false;

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry on this page.' })
  readonly startCursor: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last one: `after` for the next page.' })
  readonly endCursor: string | null;

  constructor(edges: readonly { cursor: string }[], hasNextPage: boolean) {
    this.hasNextPage = hasNextPage;
    this.startCursor = edges[0]?.cursor ?? null;
    this.endCursor = edges.at(-1)?.cursor ?? null;
  }
}
