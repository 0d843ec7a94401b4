import { defineEntity, p } from '@mikro-orm/core';

/** Set, within its transaction, by whoever removes what is past retention: entries before it may go. */
export const REMOVABLE_BEFORE = 'security_events.removable_before';

const SecurityEventSchema = defineEntity({
  name: 'SecurityEvent',
  tableName: 'security_events',
  indexes: [{ properties: ['userId', 'id'] }],
  /** An entry that somebody could rewrite or take out proves nothing. (Migration 6 has a third, for `truncate`.) */
  triggers: [
    {
      name: 'security_events_append_only',
      timing: 'before',
      events: ['update'],
      body: `raise exception 'security_events is append-only'`,
    },
    {
      name: 'security_events_kept',
      timing: 'before',
      events: ['delete'],
      body: `if old.occurred_at >= coalesce(nullif(current_setting('${REMOVABLE_BEFORE}', true), ''), '-infinity')::timestamptz then raise exception 'security_events is append-only'; end if; return old`,
    },
  ],
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

/** What can happen to an account, in the words that the API shows for it. */
export const SECURITY_EVENT_TYPES = {
  signedIn: 'A session opened.',
  signInRefused: 'A password was refused. What a limit refuses is here once a window, as `rateLimited`.',
  passwordAccepted: 'A username and password were right, and no session opens by them alone.',
  codeSent: 'A code went to a phone.',
  codeNotSent:
    'A code was asked for and did not go: the provider, or a limit, whose refusals are here once a window.',
  sendsPaused:
    'Codes to a range of numbers stop for a while: many went there and hardly any was typed. Of no one account.',
  sendsResumed:
    'Codes to a paused range of numbers go again before its time: enough were typed after all, or staff said so.',
  codeRejected:
    'A code was tried and was not right, or no longer good. What a limit refuses is here once a window, as `rateLimited`.',
  secondFactorLocked: 'So many codes were wrong in a row that no more are taken until staff unlocks it.',
  secondFactorUnlocked: 'Staff lets the user try codes again.',
  phoneRegistered: 'A proven phone became the second factor.',
  twoFactorDisabled: 'The second factor was switched off and the phone forgotten.',
  passwordChanged: 'A new password was set.',
  sessionRevoked: 'A session ended before its time. Where several end at once, each has an entry.',
  refreshTokenReused: 'A refresh token came back that was used before: somebody may have a copy.',
  userCreated: 'The account was made.',
  userActivated: 'Staff let the user sign in again.',
  userDeactivated: 'Staff barred the user from signing in.',
  staffGranted: 'The user became staff.',
  staffRevoked: 'The user is no longer staff.',
} as const;

export type SecurityEventType = keyof typeof SECURITY_EVENT_TYPES;
