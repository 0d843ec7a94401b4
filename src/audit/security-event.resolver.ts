import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { SecurityEventReads } from './security-event-reads.js';
import type { GraphQLContext } from '../graphql/context.js';
import { PageArgs } from '../graphql/page-args.type.js';
import { SecurityEventConnectionType } from './security-event.type.js';
import { UserType } from '../accounts/user.type.js';

/** The security log of the signed-in user. */
@Resolver(() => UserType)
export class SecurityEventResolver {
  constructor(private readonly service: SecurityEventReads) {}

  @FieldResolver(() => SecurityEventConnectionType, {
    description:
      'Security events of the account, newest first. Only for `me`. Staff can use `Query.securityEvents`.\n\nErrors: `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`, `BAD_USER_INPUT`.',
  })
  async securityEvents(
    @Ctx() context: GraphQLContext,
    @Root() user: UserType,
    @Args(() => PageArgs) { first, after }: PageArgs,
  ): Promise<SecurityEventConnectionType> {
    const page = { first, after: after ?? undefined, userId: user.id };
    return new SecurityEventConnectionType(
      await this.service.listOwn(context.requireViewer(), page, context.scope),
    );
  }
}
