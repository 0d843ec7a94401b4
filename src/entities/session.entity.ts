import { defineEntity, p } from '@mikro-orm/core';
import { User } from './user.entity.js';

/** Where the database announces the id of each session that ends. */
export const SESSION_ENDED_CHANNEL = 'session_ended';

const ANNOUNCE_END = `perform pg_notify('${SESSION_ENDED_CHANNEL}', old.id::text); return null`;

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  indexes: [{ properties: ['user', 'revokedAt'] }],
  /**
   * However a session is ended, also by a statement that an operator typed, every replica hears of it. The
   * conditions are written as PostgreSQL gives them back, so that the schema check finds them unchanged.
   */
  triggers: [
    {
      name: 'sessions_announce_revoked',
      timing: 'after',
      events: ['update'],
      when: '((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))',
      body: ANNOUNCE_END,
    },
    {
      name: 'sessions_announce_deleted',
      timing: 'after',
      events: ['delete'],
      when: '(old.revoked_at IS NULL)',
      body: ANNOUNCE_END,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade'),
    /** RFC 8176 method references of the sign-in, e.g. `pwd sms mfa`. */
    amr: p.array().columnType('text[]'),
    /** SHA-256 of the `jti` of the one refresh token that is good now. */
    tokenHash: p.string().length(64),
    /** The one before it: shown once more within seconds it was a lost reply, later it is theft. */
    previousTokenHash: p.string().length(64).nullable(),
    /** Derives the next `jti` from the present one, so that a lost reply can be answered again without storing a token. */
    rotationSalt: p.string().length(64),
    /** When the person proved who they are: `auth_time`. Refreshing does not move it. */
    createdAt: p.datetime(),
    /** The last rotation, or the sign-in. */
    lastUsedAt: p.datetime(),
    /** Idle expiry; moves with each refresh, never past `endsAt`. */
    expiresAt: p.datetime(),
    /** Absolute expiry, however often it is refreshed. */
    endsAt: p.datetime(),
    userAgent: p.string().length(300).nullable(),
    ipAddress: p.string().length(45).nullable(),
    revokedAt: p.datetime().nullable().index(),
    revokedReason: p.string().length(40).nullable(),
  },
});

/** One sign-in: the family of refresh tokens that grew from it. */
export class Session extends SessionSchema.class {}

SessionSchema.setClass(Session);

/** Which sessions have neither been ended nor reached their absolute end. Idle ones may be among them. */
export function liveAt(now: Date) {
  return { revokedAt: null, endsAt: { $gt: now } };
}

export type RevocationReason =
  | 'loggedOut'
  | 'revokedByUser'
  | 'refreshTokenReused'
  | 'credentialChanged'
  | 'tooManySessions'
  | 'deactivated'
  | 'staff';
