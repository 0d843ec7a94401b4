import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { ChallengeService } from '../../services/challenge.service.js';
import type { LoginService } from '../../services/login.service.js';
import type { RefreshTokenService } from '../../services/refresh-token.service.js';
import type { Channel } from '../../two-factor/two-factor-provider.js';
import type { GraphQLContext } from '../context.js';
import { AuthenticationResultUnion, toAuthenticationResult } from '../types/authentication-result.union.js';
import { TwoFactorChannel } from '../types/channel.enum.js';
import { TokenPairType } from '../types/token-pair.type.js';
import { TwoFactorRequiredType } from '../types/two-factor-required.type.js';

/** Signing in, staying signed in, and logging out. */
@Resolver()
export class LoginResolver {
  constructor(
    private readonly login: LoginService,
    private readonly challenges: ChallengeService,
    private readonly refreshTokens: RefreshTokenService,
  ) {}

  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Signs in with username and password. Answers `TokenPair`, or, when the user has a second factor, sends a code and answers `TwoFactorRequired`.\n\nErrors: `BAD_USER_INPUT`, `INVALID_CREDENTIALS`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, `FORBIDDEN` when the second factor is locked; where the code cannot be sent `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`.',
  })
  async obtainToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('username', () => String, {
      description: 'Upper and lower case, and space around it, do not matter.',
    })
    username: string,
    @Arg('password', () => String, { description: 'At most 72 bytes.' }) password: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return toAuthenticationResult(await this.login.obtainToken({ username, password }, scope));
  }

  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Completes a login with the code that was sent. Name the login by its `challenge`; a client that keeps nothing between the steps sends `username` and `password` again instead.\n\nErrors: `BAD_USER_INPUT`, `INVALID_TWO_FACTOR_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `INVALID_CREDENTIALS`, `TWO_FACTOR_NOT_ENABLED`, `RATE_LIMITED`, `SERVICE_UNAVAILABLE`, `PROVIDER_UNAVAILABLE`, `FORBIDDEN` when the second factor is locked after a hundred wrong codes.',
  })
  async verifyTwoFactorToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('token', () => String, { description: 'The code: digits, no spaces.' }) token: string,
    @Arg('challenge', () => String, { nullable: true, description: 'From `TwoFactorRequired`.' })
    challenge?: string,
    @Arg('username', () => String, {
      nullable: true,
      description: 'Instead of `challenge`, with `password`.',
    })
    username?: string,
    @Arg('password', () => String, {
      nullable: true,
      description: 'Instead of `challenge`, with `username`.',
    })
    password?: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return new TokenPairType(
      await this.login.verifyTwoFactorToken({ token, challenge, username, password }, scope),
    );
  }

  @Mutation(() => TwoFactorRequiredType, {
    description:
      'Sends the code of a challenge once more, from `resendAt` on, perhaps through another channel. The challenge stays the same.\n\nErrors: `CHALLENGE_EXPIRED`, `BAD_USER_INPUT` for a channel that is not offered, `RATE_LIMITED` with `retryAfter`, `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`.',
  })
  async resendTwoFactorToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('challenge', () => String, { description: 'From `TwoFactorRequired`.' }) challenge: string,
    @Arg('channel', () => TwoFactorChannel, {
      nullable: true,
      description: 'One of `availableChannels`; left out, the same as before.',
    })
    channel?: Channel,
  ): Promise<TwoFactorRequiredType> {
    return new TwoFactorRequiredType(await this.challenges.resend(challenge, channel, scope));
  }

  @Mutation(() => TokenPairType, {
    description:
      'Swaps a refresh token for the next pair. Each refresh token is good for one use: when an old one comes back, the session is ended (`TOKEN_REUSED`), because somebody else may have it. Send no `Authorization` header with this one: an expired access token would be refused.\n\nErrors: `TOKEN_INVALID`, `TOKEN_REUSED`; `UNAUTHENTICATED` for such a header.',
  })
  async refreshToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('refresh', () => String, { description: 'The newest refresh token of the session.' })
    refresh: string,
  ): Promise<TokenPairType> {
    return new TokenPairType(await this.refreshTokens.rotate(refresh, scope));
  }

  @Mutation(() => Boolean, {
    description:
      'Logs out: ends the session of a refresh token, its access tokens included. Works without an access token: send no `Authorization` header, as an expired one would be refused and nothing would end. True when a session ended, false when there was none to end.\n\nErrors: `UNAUTHENTICATED` for such a header.',
  })
  async revokeToken(
    @Ctx() { scope }: GraphQLContext,
    @Arg('refresh', () => String, { description: 'Any refresh token of the session.' }) refresh: string,
  ): Promise<boolean> {
    return this.refreshTokens.revoke(refresh, scope);
  }
}
