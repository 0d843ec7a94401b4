import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { EmailAddress } from '../../graphql/scalars.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import type { EmailChangeService } from './email-change.service.js';
import { EmailStepType } from './email-step.type.js';

/** The address of the signed-in user. */
@Resolver()
export class EmailChangeResolver {
  constructor(private readonly changes: EmailChangeService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'First step of adding or changing the e-mail address. Sends a mail to the new address. The user must have signed in within the last five minutes, with the second factor if it is on.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async requestEmailChange(
    @Ctx() context: GraphQLContext,
    @Arg('email', () => EmailAddress, { description: 'The new address.' }) email: string,
  ): Promise<EmailStepType> {
    const opened = await this.changes.request(context.requireViewer(), email, context.scope);
    return new EmailStepType(opened, context);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Second step of adding or changing the e-mail address. Ends all sessions of the user and opens a new one. Store the returned tokens. The old address gets a mail that can undo the change: see `undoChange`.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `INVALID_EMAIL_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `RATE_LIMITED`.',
  })
  async confirmEmailChange(
    @Ctx() context: GraphQLContext,
    @Arg('challenge', () => String, { description: '`EmailStep.challenge`, or `challenge` of the link.' })
    challenge: string,
    @Arg('token', () => String, { description: 'The code from the mail, or `token` of the link.' })
    token: string,
  ): Promise<TokenPairType> {
    const pair = await this.changes.confirm(context.requireViewer(), { challenge, token }, context.scope);
    return TokenPairType.give(pair, context);
  }
}
