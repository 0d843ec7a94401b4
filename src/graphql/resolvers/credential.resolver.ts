import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { CredentialService } from '../../services/credential.service.js';
import type { GraphQLContext } from '../context.js';
import { TokenPairType } from '../types/token-pair.type.js';

/** What the signed-in user signs in with. */
@Resolver()
export class CredentialResolver {
  constructor(private readonly credentials: CredentialService) {}

  @Mutation(() => TokenPairType, {
    description:
      'Sets a new password. Every session of the user ends and a new one opens: keep the new pair. When the second factor is on, it takes a sign-in with it in the last five minutes.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT`, `INVALID_CREDENTIALS`, `WEAK_PASSWORD`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`.',
  })
  async changePassword(
    @Ctx() context: GraphQLContext,
    @Arg('currentPassword', () => String, { description: 'The password until now.' }) currentPassword: string,
    @Arg('newPassword', () => String, {
      description: '8 characters to 72 bytes, any characters; not a common one and not the username.',
    })
    newPassword: string,
  ): Promise<TokenPairType> {
    const passwords = { currentPassword, newPassword };
    return new TokenPairType(
      await this.credentials.changePassword(context.requireViewer(), passwords, context.scope),
    );
  }

  @Mutation(() => TokenPairType, {
    description:
      'Switches the second factor off and forgets the phone. Takes a sign-in with it in the last five minutes. Every session of the user ends and a new one opens: keep the new pair.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `TWO_FACTOR_NOT_ENABLED`.',
  })
  async disableTwoFactor(@Ctx() context: GraphQLContext): Promise<TokenPairType> {
    return new TokenPairType(await this.credentials.disableTwoFactor(context.requireViewer(), context.scope));
  }
}
