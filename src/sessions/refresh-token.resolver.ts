import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TokenPairType } from '../tokens/token-pair.type.js';
import { badInput, ServiceError } from '../core/service-error.js';
import type { RefreshTokenService } from './refresh-token.service.js';

/** Staying signed in, and logging out. */
@Resolver()
export class RefreshTokenResolver {
  constructor(private readonly refreshTokens: RefreshTokenService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Returns new tokens for a refresh token. Each refresh token works once. If an old one is used again, the server ends the session (`TOKEN_REUSED`), because somebody may have stolen it. Send no `Authorization` header: the server refuses an expired access token.\n\nErrors: `TOKEN_INVALID`, `TOKEN_REUSED`, `BAD_USER_INPUT` without a refresh token, `UNAUTHENTICATED` if the `Authorization` header is not valid.',
  })
  async refreshToken(
    @Ctx() context: GraphQLContext,
    @Arg('refresh', () => String, {
      nullable: true,
      description:
        'The newest refresh token of the session. If unset, the server uses the cookie (cookie mode).',
    })
    refresh?: string,
  ): Promise<TokenPairType> {
    const presented = presentedToken(refresh, context);
    if (presented === undefined) throw new ServiceError('TOKEN_INVALID');
    return TokenPairType.give(await this.refreshTokens.rotate(presented, context.scope), context);
  }

  @Mutation(() => Boolean, {
    description:
      'Signs out. Ends the session of the refresh token. Its access tokens stop working too. Send no `Authorization` header: the server refuses an expired access token. Returns true if a session ended, and false if there was no such session.\n\nErrors: `BAD_USER_INPUT` without a refresh token, `UNAUTHENTICATED` if the `Authorization` header is not valid.',
  })
  async revokeToken(
    @Ctx() context: GraphQLContext,
    @Arg('refresh', () => String, {
      nullable: true,
      description: 'Any refresh token of the session. If unset, the server uses the cookie (cookie mode).',
    })
    refresh?: string,
  ): Promise<boolean> {
    const presented = presentedToken(refresh, context);
    const ended = presented !== undefined && (await this.refreshTokens.revoke(presented, context.scope));
    // Kept when that failed: the client can try again.
    if (refresh == null) context.refreshCookie?.clear();
    return ended;
  }
}

/**
 * The refresh token that a client means.
 *
 * @returns undefined in cookie mode without a cookie
 * @throws BAD_USER_INPUT if it sent none
 */
function presentedToken(refresh: string | undefined, { refreshCookie }: GraphQLContext): string | undefined {
  if (refresh != null) return refresh;
  if (!refreshCookie) throw badInput('refresh', 'Send the refresh token.');
  return refreshCookie.read();
}
