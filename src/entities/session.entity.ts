import { defineEntity, p } from '@mikro-orm/core';
import { User } from './user.entity.js';

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  indexes: [{ properties: ['user', 'revokedAt'] }],
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
    revokedAt: p.datetime().nullable(),
    revokedReason: p.string().length(40).nullable(),
  },
});

/** One sign-in: the family of refresh tokens that grew from it. */
export class Session extends SessionSchema.class {}

SessionSchema.setClass(Session);

export type RevocationReason =
  'loggedOut' | 'revokedByUser' | 'refreshTokenReused' | 'credentialChanged' | 'deactivated' | 'staff';
