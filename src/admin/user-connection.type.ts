import { Field, Int, ObjectType } from 'type-graphql';
import type { UserPage } from './user-page.js';
import { PageInfoType } from '../graphql/page-info.type.js';
import { UserType } from '../accounts/user.type.js';

@ObjectType('UserEdge', { description: 'A user and the position in the list.' })
export class UserEdgeType {
  @Field(() => UserType, { description: 'The user.' })
  readonly node: UserType;

  @Field(() => String, {
    description: 'The position in the list. Send it as `after` to get the entries that follow.',
  })
  readonly cursor: string;

  constructor(node: UserType, cursor: string) {
    this.node = node;
    this.cursor = cursor;
  }
}

@ObjectType('UserConnection', { description: 'One page of users (Relay connection).' })
export class UserConnectionType {
  @Field(() => [UserEdgeType], { description: 'The users of this page.' })
  readonly edges: readonly UserEdgeType[];

  @Field(() => PageInfoType, { description: 'Position of this page in the list.' })
  readonly pageInfo: PageInfoType;

  @Field(() => Int, {
    description:
      'Number of users on all pages. The server counts them one by one. Request it only where you show it.',
  })
  totalCount(): Promise<number> {
    return this.countAll();
  }

  private readonly countAll: UserPage['countAll'];

  constructor({ rows, hasNextPage, countAll }: UserPage) {
    this.edges = rows.map(({ user, cursor }) => new UserEdgeType(new UserType(user), cursor));
    this.pageInfo = new PageInfoType(this.edges, hasNextPage);
    this.countAll = countAll;
  }
}
