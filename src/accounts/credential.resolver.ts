import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { CredentialService } from './credential.service.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TokenPairType } from '../tokens/token-pair.type.js';

/** What the signed-in user signs in with. */
@Resolver()
export class CredentialResolver {
  constructor(private readonly credentials: CredentialService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Sets a new password, ends all sessions of the user and opens a new one. Store the returned tokens. If the second factor is on, the user must have signed in with it within the last five minutes.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT`, `INVALID_CREDENTIALS`, `WEAK_PASSWORD`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async changePassword(
    @Ctx() context: GraphQLContext,
    @Arg('currentPassword', () => String, { description: 'The current password.' }) currentPassword: string,
    @Arg('newPassword', () => String, {
      description:
        'At least 8 characters, at most 72 bytes. Any characters are allowed. Common passwords and the username are refused.',
    })
    newPassword: string,
  ): Promise<TokenPairType> {
    const passwords = { currentPassword, newPassword };
    const pair = await this.credentials.changePassword(context.requireViewer(), passwords, context.scope);
    return TokenPairType.give(pair, context);
  }
}
