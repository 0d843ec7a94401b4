import { Field, Int, ObjectType } from 'type-graphql';
import { cursorOf, type UserPage } from '../../services/user-page.js';
import { PageInfoType } from './page-info.type.js';
import { UserType } from './user.type.js';

@ObjectType('UserEdge', { description: 'A user and the place in the list.' })
export class UserEdgeType {
  @Field(() => UserType, { description: 'The user.' })
  readonly node: UserType;

  @Field(() => String, { description: 'The place in the list: `after` for what follows. Opaque.' })
  readonly cursor: string;

  constructor(node: UserType, cursor: string) {
    this.node = node;
    this.cursor = cursor;
  }
}

@ObjectType('UserConnection', { description: 'One page of users, ordered by username (Relay connection).' })
export class UserConnectionType {
  @Field(() => [UserEdgeType], { description: 'The users of this page.' })
  readonly edges: readonly UserEdgeType[];

  @Field(() => PageInfoType, { description: 'How to go on.' })
  readonly pageInfo: PageInfoType;

  @Field(() => Int, { description: 'How many users there are on all pages.' })
  readonly totalCount: number;

  constructor({ users, hasNextPage, totalCount }: UserPage) {
    this.edges = users.map((user) => new UserEdgeType(new UserType(user), cursorOf(user)));
    this.pageInfo = new PageInfoType(this.edges, hasNextPage);
    this.totalCount = totalCount;
  }
}
