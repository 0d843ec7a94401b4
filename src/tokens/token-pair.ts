import type { Session } from '../sessions/session.entity.js';
import type { TokenService } from './token.service.js';

/** The part of a session that a client stores. */
export interface TokenPair {
  sessionId: string;
  access: string;
  refresh: string;
  accessExpiresAt: Date;
  refreshExpiresAt: Date;
  /** The code that takes the place of a recovery code that was used. */
  recoveryCode?: string;
}

export type SessionOfPair = Pick<
  Session,
  'id' | 'authenticatedAt' | 'mayOnlyEnroll' | 'isRecovered' | 'lastUsedAt' | 'expiresAt'
> & {
  userId: string;
  amr: readonly string[];
};

/** The two tokens of a session. @param jti the secret of the refresh token, of which the session keeps the hash */
export function signPair(tokens: TokenService, session: SessionOfPair, jti: string): TokenPair {
  const { userId, id: sessionId, lastUsedAt, expiresAt } = session;
  const access = tokens.signAccessToken({
    userId,
    sessionId,
    authenticatedAt: session.authenticatedAt,
    amr: session.amr,
    mayOnlyEnroll: session.mayOnlyEnroll,
    isRecovered: session.isRecovered,
    notAfter: expiresAt,
  });
  const refresh = tokens.signRefreshToken({ userId, sessionId, jti, issuedAt: lastUsedAt, expiresAt });
  return {
    sessionId,
    access: access.token,
    refresh,
    accessExpiresAt: access.expiresAt,
    refreshExpiresAt: wholeSeconds(expiresAt),
  };
}

/** JWTs have whole seconds. The times beside a token must be the same as those in it. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
