import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { RevocationService } from './revocation.service.js';
import type { SessionService } from './session.service.js';
import type { GraphQLContext } from '../graphql/context.js';
import { SessionType } from './session.type.js';
import { UserType } from '../accounts/user.type.js';

/** The sessions of the signed-in user. */
@Resolver(() => UserType)
export class SessionResolver {
  constructor(
    private readonly service: SessionService,
    private readonly revocations: RevocationService,
  ) {}

  @FieldResolver(() => [SessionType], {
    description:
      'Sessions of the user that are still open, last used first. Only for `me`.\n\nErrors: `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`.',
  })
  async sessions(@Ctx() context: GraphQLContext, @Root() user: UserType): Promise<SessionType[]> {
    const viewer = context.requireViewer();
    const sessions = await this.service.listSessions(viewer, user.id, context.scope);
    return sessions.map((session) => new SessionType(session, viewer.sessionId));
  }

  @Mutation(() => Boolean, {
    description:
      'Ends one session of the signed-in user. Returns true if the session ended, and false if the user has no session with this id.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`.',
  })
  async revokeSession(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`Session.id`.' }) id: string,
  ): Promise<boolean> {
    return this.revocations.revokeSession(context.requireViewer(), id, context.scope);
  }

  @Mutation(() => Int, {
    description:
      'Ends all other sessions of the signed-in user. Returns how many ended.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`.',
  })
  async revokeOtherSessions(@Ctx() context: GraphQLContext): Promise<number> {
    return this.revocations.revokeOtherSessions(context.requireViewer(), context.scope);
  }
}
