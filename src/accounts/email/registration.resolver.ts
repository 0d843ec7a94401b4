import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { EmailAddress } from '../../graphql/scalars.js';
import { EmailStepType } from './email-step.type.js';
import type { EmailSteps } from './email-steps.js';
import type { RegistrationService } from './registration.service.js';

/** Registration. */
@Resolver()
export class RegistrationResolver {
  constructor(
    private readonly registrations: RegistrationService,
    private readonly steps: EmailSteps,
  ) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'Makes an account and sends a mail to its address. The user can sign in after `verifyEmail`. An account whose address is not confirmed within a day is removed. A new registration with the same address replaces it.\n\nErrors: `FORBIDDEN` if nobody can register here, `BAD_USER_INPUT`, `USERNAME_TAKEN`, `WEAK_PASSWORD`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async register(
    @Ctx() context: GraphQLContext,
    @Arg('username', () => String, { description: 'At most 150 characters, without @.' }) username: string,
    @Arg('email', () => EmailAddress, { description: 'The mail goes to this address.' }) email: string,
    @Arg('password', () => String, {
      description:
        'At least 8 characters, at most 72 bytes. Any characters are allowed. Common passwords and the username are refused.',
    })
    password: string,
  ): Promise<EmailStepType> {
    const opened = await this.registrations.register({ username, email, password }, context.scope);
    return new EmailStepType(opened, context);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'Sends the mail of a step again, with a new code and a new link. The older ones no longer work. The challenge stays the same. Allowed after `resendAt`.\n\nErrors: `CHALLENGE_EXPIRED`, `RATE_LIMITED` with `retryAfter`, `SERVICE_UNAVAILABLE`.',
  })
  async resendEmail(
    @Ctx() context: GraphQLContext,
    @Arg('challenge', () => String, { description: '`EmailStep.challenge`.' }) challenge: string,
  ): Promise<EmailStepType> {
    return new EmailStepType(await this.steps.resend(challenge, context.scope), context);
  }
}
