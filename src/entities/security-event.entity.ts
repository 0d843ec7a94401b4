import { defineEntity, p } from '@mikro-orm/core';

const SecurityEventSchema = defineEntity({
  name: 'SecurityEvent',
  tableName: 'security_events',
  indexes: [{ properties: ['userId', 'id'] }],
  properties: {
    id: p.bigint().primary().autoincrement(),
    occurredAt: p.datetime().index(),
    type: p.string().length(40).$type<SecurityEventType>(),
    /** Why, where there is a why: a stable word, never what somebody typed. */
    reason: p.string().length(60).nullable(),
    /** No foreign key: the record outlives what it is about. */
    userId: p.uuid().nullable(),
    sessionId: p.uuid().nullable(),
    ipAddress: p.string().length(45).nullable(),
    userAgent: p.string().length(300).nullable(),
  },
});

/** One line of the append-only record of what happened to an account. */
export class SecurityEvent extends SecurityEventSchema.class {}

SecurityEventSchema.setClass(SecurityEvent);

export type SecurityEventType =
  | 'signedIn'
  | 'signInRefused'
  | 'codeSent'
  | 'codeNotSent'
  | 'codeRejected'
  | 'phoneRegistered'
  | 'twoFactorDisabled'
  | 'passwordChanged'
  | 'sessionRevoked'
  | 'refreshTokenReused'
  | 'rateLimited'
  | 'userCreated'
  | 'userActivated'
  | 'userDeactivated'
  | 'staffGranted';
