import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import type { InvitationAcceptance } from './invitation.service.js';

/** The first sign-in of an invited person. */
@Resolver()
export class InvitationResolver {
  constructor(private readonly invitations: InvitationAcceptance) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Accepts an invitation: sets the first password, confirms the address and signs in. If the server requires a second factor, the session can only add one.\n\nErrors: `WEAK_PASSWORD`, after which the same token still works, `INVALID_EMAIL_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `BAD_USER_INPUT`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async acceptInvitation(
    @Ctx() context: GraphQLContext,
    @Arg('challenge', () => String, { description: '`challenge` of the link.' }) challenge: string,
    @Arg('token', () => String, { description: '`token` of the link.' }) token: string,
    @Arg('newPassword', () => String, {
      description:
        'At least 8 characters, at most 72 bytes. Any characters are allowed. Common passwords and the username are refused.',
    })
    newPassword: string,
  ): Promise<TokenPairType> {
    const pair = await this.invitations.accept({ challenge, token, newPassword }, context.scope);
    return TokenPairType.give(pair, context);
  }
}
