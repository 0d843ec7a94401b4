import { Ctx, Query, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../graphql/context.js';
import { readViewer } from '../sessions/viewer.js';
import { UserType } from './user.type.js';

/** Who is signed in. */
@Resolver()
export class UserResolver {
  @Query(() => UserType, {
    nullable: true,
    description:
      'The signed-in user. Null if the request has no access token.\n\nErrors: `UNAUTHENTICATED` if the access token is not valid.',
  })
  async me(@Ctx() { scope }: GraphQLContext): Promise<UserType | null> {
    return scope.viewer ? new UserType(await readViewer(scope.viewer, scope)) : null;
  }
}
