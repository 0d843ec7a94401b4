import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { SecurityEventType } from '../../entities/security-event.entity.js';
import type { SecurityEventService } from '../../services/security-event.service.js';
import type { GraphQLContext } from '../context.js';
import { SecurityEventConnectionType, SecurityEventTypeEnum } from '../types/security-event.type.js';
import { UserType } from '../types/user.type.js';

const FIRST = 'How many, 1 to 100.';
const AFTER = 'Only those after this cursor.';

/** The record of what happened, to oneself and, for staff, to everybody. */
@Resolver(() => UserType)
export class SecurityEventResolver {
  constructor(private readonly service: SecurityEventService) {}

  @FieldResolver(() => SecurityEventConnectionType, {
    description:
      'What happened to the account, the newest first. Only of oneself (`me`); staff has `Query.securityEvents`.\n\nErrors: `FORBIDDEN`, `BAD_USER_INPUT`.',
  })
  async securityEvents(
    @Ctx() context: GraphQLContext,
    @Root() user: UserType,
    @Arg('first', () => Int, { defaultValue: 20, description: FIRST }) first: number,
    @Arg('after', () => String, { nullable: true, description: AFTER }) after?: string,
  ): Promise<SecurityEventConnectionType> {
    const page = { first, after: after ?? undefined, userId: user.id };
    return new SecurityEventConnectionType(
      await this.service.listOwn(context.requireViewer(), page, context.scope),
    );
  }

  @Query(() => SecurityEventConnectionType, {
    name: 'securityEvents',
    description:
      'What happened to all accounts, or to one, the newest first. For staff.\n\nErrors: `UNAUTHENTICATED`, `FORBIDDEN`, `BAD_USER_INPUT`.',
  })
  async allSecurityEvents(
    @Ctx() context: GraphQLContext,
    @Arg('first', () => Int, { defaultValue: 20, description: FIRST }) first: number,
    @Arg('after', () => String, { nullable: true, description: AFTER }) after?: string,
    @Arg('userId', () => ID, { nullable: true, description: 'Only of this user.' }) userId?: string,
    @Arg('type', () => SecurityEventTypeEnum, { nullable: true, description: 'Only of this type.' })
    type?: SecurityEventType,
  ): Promise<SecurityEventConnectionType> {
    const page = { first, after: after ?? undefined, userId: userId ?? undefined, type: type ?? undefined };
    return new SecurityEventConnectionType(
      await this.service.listAll(context.requireViewer(), page, context.scope),
    );
  }
}
