import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { EmailStepType } from '../email/email-step.type.js';
import type { UndoService } from './undo.service.js';

/** Changes that somebody else made. */
@Resolver()
export class UndoResolver {
  constructor(private readonly undoing: UndoService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => EmailStepType, {
    description:
      'Undoes a change of the address, the phone, the factors or the password, with the link of the mail about it. This works for 72 hours. Puts back the address and all factors that the user had before, even if they changed more than once since. A phone number that another account has now does not come back. An account that was to be removed stays. Ends all sessions and removes the password. Does not sign in. The old address gets a mail: call `resetPassword` with its code and the returned `challenge`.\n\nErrors: `CHALLENGE_EXPIRED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`.',
  })
  async undoChange(
    @Ctx() context: GraphQLContext,
    @Arg('token', () => String, { description: '`token` of the link.' }) token: string,
  ): Promise<EmailStepType> {
    return new EmailStepType(await this.undoing.undo(token, context.scope), context);
  }
}
