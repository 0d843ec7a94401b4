import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { EmailAddress } from '../../graphql/scalars.js';
import { EmailStepType } from './email-step.type.js';
import type { PasswordResetService } from './password-reset.service.js';

/** A forgotten password. */
@Resolver()
export class PasswordResetResolver {
  constructor(private readonly resets: PasswordResetService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'Sends a mail with a link and a code to set a new password. Only a confirmed address gets one.\n\nErrors: `BAD_USER_INPUT`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async requestPasswordReset(
    @Ctx() context: GraphQLContext,
    @Arg('email', () => EmailAddress, { description: 'The confirmed address of the account.' }) email: string,
  ): Promise<EmailStepType> {
    return new EmailStepType(await this.resets.request(email, context.scope), context);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => Boolean, {
    description:
      'Sets a new password with the mail of `requestPasswordReset`. Ends all sessions of the user and forgets all remembered devices. The second factor stays on. Does not sign in: call `obtainToken` next. Returns true.\n\nErrors: `WEAK_PASSWORD`, after which the same token still works, `INVALID_EMAIL_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `BAD_USER_INPUT`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async resetPassword(
    @Ctx() { scope }: GraphQLContext,
    @Arg('challenge', () => String, { description: '`EmailStep.challenge`, or `challenge` of the link.' })
    challenge: string,
    @Arg('token', () => String, { description: 'The code from the mail, or `token` of the link.' })
    token: string,
    @Arg('newPassword', () => String, {
      description:
        'At least 8 characters, at most 72 bytes. Any characters are allowed. Common passwords and the username are refused.',
    })
    newPassword: string,
  ): Promise<boolean> {
    await this.resets.reset({ challenge, token, newPassword }, scope);
    return true;
  }
}
