import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import type { UserService } from '../../services/user.service.js';
import { findViewerUser } from '../../services/viewer.js';
import type { GraphQLContext } from '../context.js';
import { UserConnectionType } from '../types/user-connection.type.js';
import { UserType } from '../types/user.type.js';

/** Who is signed in, and for staff everybody else. */
@Resolver()
export class UserResolver {
  constructor(private readonly service: UserService) {}

  @Query(() => UserType, {
    nullable: true,
    description:
      'The signed-in user, or null without an access token.\n\nErrors: `UNAUTHENTICATED` with one that is not good any more.',
  })
  async me(@Ctx() { scope }: GraphQLContext): Promise<UserType | null> {
    return scope.viewer ? new UserType(await findViewerUser(scope.viewer, scope)) : null;
  }

  @Query(() => UserType, {
    nullable: true,
    description: 'One user, for staff. Null when there is none.\n\nErrors: `UNAUTHENTICATED`, `FORBIDDEN`.',
  })
  async user(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<UserType | null> {
    const user = await this.service.findUser(context.requireViewer(), id, context.scope);
    return user && new UserType(user);
  }

  @Query(() => UserConnectionType, {
    description: 'All users by name, for staff.\n\nErrors: `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_USER_INPUT`.',
  })
  async users(
    @Ctx() context: GraphQLContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'How many, 1 to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Only those after this cursor.' })
    after?: string,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Only those with this in their username or e-mail.',
    })
    search?: string,
  ): Promise<UserConnectionType> {
    const page = { first, after: after ?? undefined, search: search ?? undefined };
    return new UserConnectionType(await this.service.listUsers(context.requireViewer(), page, context.scope));
  }
}
