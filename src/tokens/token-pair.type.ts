import { Field, ObjectType } from 'type-graphql';
import type { GraphQLContext } from '../graphql/context.js';
import type { TokenPair } from './token-pair.js';
import { DateTime } from '../graphql/scalars.js';

@ObjectType('TokenPair', {
  description: 'The two tokens of a session. The user is signed in.',
})
export class TokenPairType {
  @Field(() => String, {
    description:
      'JWT for the `Authorization: Bearer` header (RFC 9068). It expires after a few minutes. Other services can verify it with the keys at `/.well-known/jwks.json`.',
  })
  readonly access: string;

  @Field(() => String, {
    description:
      'JWT for `refreshToken`. It works once and expires after some days. Store it where scripts of other sites cannot read it. In cookie mode (`X-Token-Mode: cookie`) this field is empty and the token is in a cookie.',
  })
  readonly refresh: string;

  @Field(() => DateTime, { description: 'Time when `access` expires. Call `refreshToken` shortly before.' })
  readonly accessExpiresAt: Date;

  @Field(() => DateTime, {
    description: 'Time when `refresh` expires. After that, the user must sign in again.',
  })
  readonly refreshExpiresAt: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'A new recovery code. It replaces the one that was just used. Show it to the user once. Null otherwise.',
  })
  readonly recoveryCode: string | null;

  constructor({ access, refresh, accessExpiresAt, refreshExpiresAt, recoveryCode }: TokenPair) {
    this.access = access;
    this.refresh = refresh;
    this.accessExpiresAt = accessExpiresAt;
    this.refreshExpiresAt = refreshExpiresAt;
    this.recoveryCode = recoveryCode ?? null;
  }

  /**
   * Hands a pair to the client. In cookie mode the refresh token goes into the cookie, and not into the response. It
   * replaces the cookie of the request. If that is of another session, nobody could use or end it any more: it ends.
   */
  static async give(pair: TokenPair, context: GraphQLContext): Promise<TokenPairType> {
    const { refreshCookie } = context;
    if (!refreshCookie) return new TokenPairType(pair);
    const replaced = refreshCookie.read();
    if (replaced !== undefined) await context.endReplaced(replaced, pair.sessionId);
    refreshCookie.write(pair.refresh, pair.refreshExpiresAt);
    return new TokenPairType({ ...pair, refresh: '' });
  }
}
