import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../accounts/user.entity.js';

/** The channel on which the database sends the id of each session that ends. */
export const SESSION_ENDED_CHANNEL = 'session_ended';

const ANNOUNCE_END = `perform pg_catalog.pg_notify('${SESSION_ENDED_CHANNEL}', old.id::text); return null`;

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  /** None on what a refresh changes: it would write to every index of the table. */
  indexes: [
    { properties: ['user', 'revokedAt'] },
    { properties: ['revokedAt'], where: { revokedAt: { $ne: null } } },
  ],
  /**
   * Every replica is notified however a session ends, also by a statement that an operator typed. The conditions have
   * the form in which PostgreSQL returns them. In any other form the schema check would find a difference.
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
    /** SHA-256 of the `jti` of the refresh token that is valid now. */
    tokenHash: p.string().length(64),
    /** Of the token before it. Sent again within seconds, its response was lost; later, it was stolen. */
    previousTokenHash: p.string().length(64).nullable(),
    /** Derives the next `jti` from the current one. After a lost response the same token is returned, and none is stored. */
    rotationSalt: p.string().length(64),
    /** The sign-in. */
    createdAt: p.datetime(),
    /** When the person last proved who they are: `auth_time`. A step-up moves it, refreshing does not. */
    authenticatedAt: p.datetime(),
    /** Opened by a recovery code: it may remove no factor until a step-up with another one. */
    isRecovered: p.boolean().default(false),
    /** Opened without the second factor that the policy asks for: it may only add one. */
    mayOnlyEnroll: p.boolean().default(false),
    /** The last rotation, or the sign-in. */
    lastUsedAt: p.datetime(),
    /** Idle expiry; moves with each refresh, never past `endsAt`. */
    expiresAt: p.datetime(),
    /** Absolute expiry, however often it is refreshed. */
    endsAt: p.datetime().index(),
    userAgent: p.string().length(300).nullable(),
    ipAddress: p.string().length(45).nullable(),
    revokedAt: p.datetime().nullable(),
    revokedReason: p.string().length(40).nullable(),
  },
});

/** One sign-in, with all its refresh tokens. */
export class Session extends SessionSchema.class {}

SessionSchema.setClass(Session);

/** Sessions that were not ended and have not reached their absolute expiry. They may have been idle for too long. */
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
  | 'accountDeletion'
  | 'staff';
