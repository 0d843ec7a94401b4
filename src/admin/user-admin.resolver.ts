import { Arg, Args, Ctx, Extensions, ID, Query, Resolver } from 'type-graphql';
import { UserType } from '../accounts/user.type.js';
import type { SecurityEventType } from '../audit/security-event.entity.js';
import { SecurityEventConnectionType, SecurityEventTypeEnum } from '../audit/security-event.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { READS_MUCH } from '../graphql/document-limits.js';
import { PageArgs } from '../graphql/page-args.type.js';
import type { UserAdminService } from './user-admin.service.js';
import { UserConnectionType } from './user-connection.type.js';
import { UserFilterInput } from './user-filter.type.js';

/** Lists for staff. */
@Resolver()
export class UserAdminResolver {
  constructor(private readonly service: UserAdminService) {}

  @Query(() => UserType, {
    nullable: true,
    description:
      'One user. Null if no user has this id. For staff only.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`, `REAUTHENTICATION_REQUIRED` if the session was opened without the second factor.',
  })
  async user(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<UserType | null> {
    const user = await this.service.findUser(context.requireViewer(), id, context.scope);
    return user && new UserType(user);
  }

  @Extensions(READS_MUCH)
  @Query(() => UserConnectionType, {
    description:
      'All users, ordered by username. If `search` is set, users with a matching username come first. Users with a matching e-mail address follow. For staff only.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`, `REAUTHENTICATION_REQUIRED` if the session was opened without the second factor, `BAD_USER_INPUT`, `SERVICE_UNAVAILABLE`.',
  })
  async users(
    @Ctx() context: GraphQLContext,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('search', () => String, {
      nullable: true,
      description: 'Return only users whose username or e-mail address begins with this text.',
    })
    search?: string,
    @Arg('filter', () => UserFilterInput, {
      nullable: true,
      description: 'Return only users that meet these conditions.',
    })
    filter?: UserFilterInput,
  ): Promise<UserConnectionType> {
    const page = {
      first,
      after: after ?? undefined,
      search: search ?? undefined,
      filter: filter ?? undefined,
    };
    return new UserConnectionType(await this.service.listUsers(context.requireViewer(), page, context.scope));
  }

  @Extensions(READS_MUCH)
  @Query(() => SecurityEventConnectionType, {
    description:
      'Security events of all accounts or of one account, newest first. For staff only.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`, `REAUTHENTICATION_REQUIRED` if the session was opened without the second factor, `BAD_USER_INPUT`, `SERVICE_UNAVAILABLE`.',
  })
  async securityEvents(
    @Ctx() context: GraphQLContext,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('userId', () => ID, { nullable: true, description: 'Return only events of this user.' })
    userId?: string,
    @Arg('type', () => SecurityEventTypeEnum, {
      nullable: true,
      description: 'Return only events of this type.',
    })
    type?: SecurityEventType,
  ): Promise<SecurityEventConnectionType> {
    const page = { first, after: after ?? undefined, userId: userId ?? undefined, type: type ?? undefined };
    return new SecurityEventConnectionType(
      await this.service.listSecurityEvents(context.requireViewer(), page, context.scope),
    );
  }
}
