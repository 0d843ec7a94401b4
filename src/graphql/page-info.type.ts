import { Field, ObjectType } from 'type-graphql';

@ObjectType('PageInfo', {
  description: 'The position of a page in the whole list (Relay connection).',
})
export class PageInfoType {
  @Field(() => Boolean, { description: 'True if there is a next page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'Always false. Lists can only be read forwards.' })
  readonly hasPreviousPage = false;

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry on this page.' })
  readonly startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last entry on this page. Send it as `after` to get the next page.',
  })
  readonly endCursor: string | null;

  constructor(edges: readonly { cursor: string }[], hasNextPage: boolean) {
    this.hasNextPage = hasNextPage;
    this.startCursor = edges[0]?.cursor ?? null;
    this.endCursor = edges.at(-1)?.cursor ?? null;
  }
}
