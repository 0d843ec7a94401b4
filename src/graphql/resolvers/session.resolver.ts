import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import type { RevocationService } from '../../services/revocation.service.js';
import type { SessionService } from '../../services/session.service.js';
import type { GraphQLContext } from '../context.js';
import { SessionType } from '../types/session.type.js';
import { UserType } from '../types/user.type.js';

/** The sessions of the signed-in user. */
@Resolver(() => UserType)
export class SessionResolver {
  constructor(
    private readonly service: SessionService,
    private readonly revocations: RevocationService,
  ) {}

  @FieldResolver(() => [SessionType], {
    description:
      'Where the user is signed in now, the last used first. Only of oneself (`me`).\n\nErrors: `FORBIDDEN`.',
  })
  async sessions(@Ctx() context: GraphQLContext, @Root() user: UserType): Promise<SessionType[]> {
    const viewer = context.requireViewer();
    const sessions = await this.service.listSessions(viewer, user.id, context.scope);
    return sessions.map((session) => new SessionType(session, viewer.sessionId));
  }

  @Mutation(() => Boolean, {
    description:
      'Ends one of one’s own sessions. True when it ended; false when there is none of this id, or it is somebody else’s.\n\nErrors: `UNAUTHENTICATED`.',
  })
  async revokeSession(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`Session.id`.' }) id: string,
  ): Promise<boolean> {
    return this.revocations.revokeSession(context.requireViewer(), id, context.scope);
  }

  @Mutation(() => Int, {
    description:
      'Ends all of one’s sessions but this one, and answers how many.\n\nErrors: `UNAUTHENTICATED`.',
  })
  async revokeOtherSessions(@Ctx() context: GraphQLContext): Promise<number> {
    return this.revocations.revokeOtherSessions(context.requireViewer(), context.scope);
  }
}
