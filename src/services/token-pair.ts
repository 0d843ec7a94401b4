import type { Session } from '../entities/index.js';
import type { TokenService } from './token.service.js';

/** What a client keeps of a session. */
export interface TokenPair {
  access: string;
  refresh: string;
  accessExpiresAt: Date;
  refreshExpiresAt: Date;
}

export type SessionOfPair = Pick<Session, 'id' | 'createdAt' | 'lastUsedAt' | 'expiresAt'> & {
  userId: string;
  amr: readonly string[];
};

/** The two tokens of a session. @param jti the secret of the refresh token, of which the session keeps the hash */
export function signPair(tokens: TokenService, session: SessionOfPair, jti: string): TokenPair {
  const { userId, id: sessionId, amr, createdAt, lastUsedAt, expiresAt } = session;
  const access = tokens.signAccessToken({
    userId,
    sessionId,
    authenticatedAt: createdAt,
    amr,
    notAfter: expiresAt,
  });
  const refresh = tokens.signRefreshToken({ userId, sessionId, jti, issuedAt: lastUsedAt, expiresAt });
  return {
    access: access.token,
    refresh,
    accessExpiresAt: access.expiresAt,
    refreshExpiresAt: wholeSeconds(expiresAt),
  };
}

/** JWTs count in seconds; what is told beside a token must be what stands in it. */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
