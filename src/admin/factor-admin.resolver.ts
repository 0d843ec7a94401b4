import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import { UserType } from '../accounts/user.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { FactorAdminService } from './factor-admin.service.js';

/** Removal of factors by staff. */
@Resolver()
export class FactorAdminResolver {
  constructor(private readonly service: FactorAdminService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description:
      'Removes a phone, app or passkey that another user has lost. Ends all sessions of the user. If it was the last one, the second factor is off. For staff only, after a sign-in or `requestStepUp` within the last five minutes, with the second factor if it is on. A recovery code does not count for this.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN` if you are not staff, or if the authenticator is your own, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT` if there is no such authenticator, `SERVICE_UNAVAILABLE`.',
  })
  async removeUserAuthenticator(
    @Ctx() context: GraphQLContext,
    @Arg('userId', () => ID, { description: '`User.id`.' }) userId: string,
    @Arg('id', () => ID, { description: '`Authenticator.id`.' }) id: string,
  ): Promise<UserType> {
    const viewer = context.requireViewer();
    return new UserType(await this.service.removeAsStaff(viewer, { userId, id }, context.scope));
  }
}
