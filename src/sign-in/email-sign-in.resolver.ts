import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { EmailStepType } from '../accounts/email/email-step.type.js';
import { AuthenticationResultUnion, toAuthenticationResult } from '../factors/authentication-result.union.js';
import type { TwoFactorRequiredType } from '../factors/two-factor-required.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import { EmailAddress } from '../graphql/scalars.js';
import type { TokenPairType } from '../tokens/token-pair.type.js';
import type { EmailSignInService } from './email-sign-in.service.js';

/** Signing in with a mail. */
@Resolver()
export class EmailSignInResolver {
  constructor(private readonly emails: EmailSignInService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'Sends a mail with a link and a code to sign in without a password. Only a confirmed address gets one. Complete the sign-in with `verifyEmail`.\n\nErrors: `FORBIDDEN` if the server does not offer it, `BAD_USER_INPUT`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async requestEmailSignIn(
    @Ctx() context: GraphQLContext,
    @Arg('email', () => EmailAddress, { description: 'The confirmed address of the account.' }) email: string,
  ): Promise<EmailStepType> {
    return new EmailStepType(await this.emails.request(email, context.scope), context);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Completes `register` and `requestEmailSignIn`. Returns `TokenPair` if the user has no second factor, otherwise `TwoFactorRequired`. A page that the link opens must send this only after a click: programs that look for viruses open links, too. In a browser that did not call `register` it asks for the password first and sends it: a stranger may have registered with the address of the person who opens the mail.\n\nErrors: `INVALID_EMAIL_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `INVALID_CREDENTIALS` if `password` is not the one of the registration, `RATE_LIMITED`, `FORBIDDEN` if the second factor is locked or no code can reach the user; `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER` or `PHONE_NOT_ALLOWED` if the code cannot be sent. After the last four the same token still works.',
  })
  async verifyEmail(
    @Ctx() context: GraphQLContext,
    @Arg('challenge', () => String, { description: '`EmailStep.challenge`, or `challenge` of the link.' })
    challenge: string,
    @Arg('token', () => String, { description: 'The code from the mail, or `token` of the link.' })
    token: string,
    @Arg('password', () => String, {
      nullable: true,
      description:
        'The password of the registration. If it is another one, the address is not confirmed. Ignored after `requestEmailSignIn`.',
    })
    password?: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return toAuthenticationResult(
      await this.emails.verify({ challenge, token, password: password ?? undefined }, context.scope),
      context,
    );
  }
}
