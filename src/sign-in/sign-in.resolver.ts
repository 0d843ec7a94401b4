import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { SecondFactors } from '../factors/second-factors.js';
import { TwoFactorKind } from '../factors/two-factor-method.type.js';
import type { SignInService } from './sign-in.service.js';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { GraphQLContext } from '../graphql/context.js';
import { AuthenticationResultUnion, toAuthenticationResult } from '../factors/authentication-result.union.js';
import { TwoFactorChannel } from '../factors/phone/channel.enum.js';
import { TokenPairType } from '../tokens/token-pair.type.js';
import { TwoFactorRequiredType } from '../factors/two-factor-required.type.js';

/** Signing in. */
@Resolver()
export class SignInResolver {
  constructor(
    private readonly login: SignInService,
    private readonly factors: SecondFactors,
  ) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Signs in with username or confirmed e-mail address and password. Returns `TokenPair` if the user has no second factor. Otherwise begins with the method that the user prefers and returns `TwoFactorRequired`.\n\nErrors: `BAD_USER_INPUT`, `INVALID_CREDENTIALS`, `EMAIL_NOT_VERIFIED` if a registered address is not confirmed yet, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, `FORBIDDEN` if the second factor is locked or no code can reach the user; `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER` or `PHONE_NOT_ALLOWED` if the code cannot be sent.',
  })
  async obtainToken(
    @Ctx() context: GraphQLContext,
    @Arg('username', () => String, {
      description:
        'The username, or the confirmed e-mail address. Upper and lower case are the same. Spaces at both ends are ignored.',
    })
    username: string,
    @Arg('password', () => String, { description: 'At most 72 bytes.' }) password: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return toAuthenticationResult(
      await this.login.obtainToken({ username, password }, context.scope),
      context,
    );
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Second step of a sign-in or of `requestStepUp`. Checks a code from a message, an authenticator app or the list of recovery codes. Send the `challenge` from the first step. If the client did not store it, send `username` and `password` instead.\n\nErrors: `BAD_USER_INPUT`, `INVALID_TWO_FACTOR_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `INVALID_CREDENTIALS`, `EMAIL_NOT_VERIFIED`, `TWO_FACTOR_NOT_ENABLED`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, `PROVIDER_UNAVAILABLE`, `UNAUTHENTICATED` for a step-up without the access token of its session, `FORBIDDEN` if the second factor is locked after a hundred wrong codes, or no code can reach the user.',
  })
  async verifyTwoFactorToken(
    @Ctx() context: GraphQLContext,
    @Arg('token', () => String, {
      description: 'The code that the user typed. A code of digits has no spaces.',
    })
    token: string,
    @Arg('challenge', () => String, { nullable: true, description: '`TwoFactorRequired.challenge`.' })
    challenge?: string,
    @Arg('username', () => String, {
      nullable: true,
      description: 'Only without `challenge`. Send `password` too.',
    })
    username?: string,
    @Arg('password', () => String, {
      nullable: true,
      description: 'Only without `challenge`. Send `username` too.',
    })
    password?: string,
    @Arg('kind', () => TwoFactorKind, {
      nullable: true,
      description:
        'Kind of the code. If unset, the kind that was begun last. A recovery code is recognized by its form.',
    })
    kind?: FactorKind,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    const typed = { code: token, challenge, username, password, kind };
    const pair = await this.login.verifyTwoFactorToken(typed, context.scope);
    return TokenPairType.give(pair, context);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TwoFactorRequiredType, {
    description:
      'Sends the code to the phone, again or for the first time, on the same or another channel. Allowed after `resendAt`. The challenge stays the same.\n\nErrors: `CHALLENGE_EXPIRED`, `BAD_USER_INPUT` if the channel is not available, `RATE_LIMITED` with `retryAfter`, `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `FORBIDDEN` if the user has no phone.',
  })
  async resendTwoFactorToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('challenge', () => String, { description: '`TwoFactorRequired.challenge`.' }) challenge: string,
    @Arg('channel', () => TwoFactorChannel, {
      nullable: true,
      description: 'One of `availableChannels`. If unset, the same channel as before.',
    })
    channel?: Channel,
  ): Promise<TwoFactorRequiredType> {
    return new TwoFactorRequiredType(await this.factors.resend(challenge, channel, scope));
  }
}
