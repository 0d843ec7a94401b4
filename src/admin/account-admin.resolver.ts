import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import { UserType } from '../accounts/user.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import { EmailAddress } from '../graphql/scalars.js';
import type { AccountAdminService } from './account-admin.service.js';

const ERRORS =
  '`UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT`';
const FOR_STAFF =
  'For staff only, after a sign-in or `requestStepUp` within the last five minutes, with the second factor if it is on. A recovery code does not count for this.';

/** Changes of accounts by staff. */
@Resolver()
export class AccountAdminResolver {
  constructor(private readonly service: AccountAdminService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description: `Makes an account without a password and mails an invitation, which ends after seven days. The user accepts it with \`acceptInvitation\`. A new invitation to the same address takes its place. See \`revokeInvitation\`. ${FOR_STAFF}\n\nErrors: ${ERRORS}, \`USERNAME_TAKEN\`, \`RATE_LIMITED\`, \`SERVICE_UNAVAILABLE\`.`,
  })
  async inviteUser(
    @Ctx() context: GraphQLContext,
    @Arg('username', () => String, { description: 'At most 150 characters, without @.' }) username: string,
    @Arg('email', () => EmailAddress, { description: 'The mail goes to this address.' }) email: string,
    @Arg('isStaff', () => Boolean, {
      defaultValue: false,
      description: 'Whether the user becomes staff: see `User.isStaff`.',
    })
    isStaff: boolean,
  ): Promise<UserType> {
    const invitation = { username, email, isStaff };
    return new UserType(await this.service.invite(context.requireViewer(), invitation, context.scope));
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => Boolean, {
    description: `Withdraws an invitation that is not accepted yet, and removes its account. Its link no longer works. The username and the address are free at once, so \`inviteUser\` can be called with a corrected address. Returns true. ${FOR_STAFF}\n\nErrors: ${ERRORS} if there is no such user, or the user is not invited.`,
  })
  async revokeInvitation(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<boolean> {
    await this.service.revokeInvitation(context.requireViewer(), id, context.scope);
    return true;
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description: `Stops another user from signing in, and ends all sessions of the user at once. ${FOR_STAFF}\n\nErrors: ${ERRORS} if there is no such user.`,
  })
  async deactivateUser(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<UserType> {
    return new UserType(await this.service.setActive(context.requireViewer(), id, false, context.scope));
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description: `Lets a deactivated user sign in again. ${FOR_STAFF}\n\nErrors: ${ERRORS} if there is no such user.`,
  })
  async activateUser(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<UserType> {
    return new UserType(await this.service.setActive(context.requireViewer(), id, true, context.scope));
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => UserType, {
    description: `Ends all sessions of another user at once. The password still works. ${FOR_STAFF}\n\nErrors: ${ERRORS} if there is no such user.`,
  })
  async signOutUser(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<UserType> {
    return new UserType(await this.service.signOut(context.requireViewer(), id, context.scope));
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => Boolean, {
    description: `Mails another user a link and a code to set a new password. Staff never sees them. The old password works until the new one is set. Returns true. ${FOR_STAFF}\n\nErrors: ${ERRORS} if there is no such user, or the address of the user is not confirmed, \`RATE_LIMITED\`, \`SERVICE_UNAVAILABLE\`.`,
  })
  async sendPasswordReset(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`User.id`.' }) id: string,
  ): Promise<boolean> {
    await this.service.sendPasswordReset(context.requireViewer(), id, context.scope);
    return true;
  }
}
