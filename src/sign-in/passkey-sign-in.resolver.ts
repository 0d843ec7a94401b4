import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { AuthenticationResultUnion, toAuthenticationResult } from '../factors/authentication-result.union.js';
import { PasskeyAssertion } from '../factors/passkey/passkey-json.type.js';
import { PasskeyRequestType } from '../factors/passkey/passkey-request.type.js';
import type { TwoFactorRequiredType } from '../factors/two-factor-required.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { TokenPairType } from '../tokens/token-pair.type.js';
import type { PasskeySignInService } from './passkey-sign-in.service.js';

/** Signing in with a passkey. */
@Resolver()
export class PasskeySignInResolver {
  constructor(private readonly passkeys: PasskeySignInService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => PasskeyRequestType, {
    description:
      'Asks for a passkey. With `challenge` it is for the second step of a sign-in or for `requestStepUp`. Without it the user signs in without a password. Then the device must check who the user is. Send the response with `verifyPasskey`. Each request works once.\n\nErrors: `CHALLENGE_EXPIRED`, `RATE_LIMITED`, `UNAUTHENTICATED` for a step-up without the access token of its session, `FORBIDDEN` if the server offers no passkeys or the user has none.',
  })
  requestPasskey(
    @Ctx() { scope }: GraphQLContext,
    @Arg('challenge', () => String, {
      nullable: true,
      description: '`TwoFactorRequired.challenge`. If unset, the user signs in without a password.',
    })
    challenge?: string,
  ): Promise<PasskeyRequestType> {
    return this.passkeys.request(challenge, scope);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Signs in with a passkey, or confirms a session with it. After an error call `requestPasskey` again.\n\nErrors: `INVALID_PASSKEY`, with `attemptsLeft` in a second step; `CHALLENGE_EXPIRED`, `BAD_USER_INPUT`, `INVALID_CREDENTIALS`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, `UNAUTHENTICATED` for a step-up without the access token of its session, `FORBIDDEN` if the server offers no passkeys or the second factor is locked.',
  })
  async verifyPasskey(
    @Ctx() context: GraphQLContext,
    @Arg('challenge', () => String, { description: '`PasskeyRequest.challenge`.' }) challenge: string,
    @Arg('response', () => PasskeyAssertion, { description: 'The result of `navigator.credentials.get`.' })
    response: unknown,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return toAuthenticationResult(
      await this.passkeys.verify({ challenge, response }, context.scope),
      context,
    );
  }
}
