import { defineEntity, p } from '@mikro-orm/core';

/** A setting of the transaction that removes expired entries: entries before this time may be deleted. */
export const REMOVABLE_BEFORE = 'security_events.removable_before';

/** A setting of the transaction that removes an account: address and browser of this user may be cleared. */
export const CLEARED_USER = 'security_events.cleared_user';

const SecurityEventSchema = defineEntity({
  name: 'SecurityEvent',
  tableName: 'security_events',
  indexes: [{ properties: ['userId', 'occurredAt', 'id'] }, { properties: ['type', 'occurredAt', 'id'] }],
  /**
   * The triggers make the log append-only: an entry that can be changed or deleted proves nothing. Partitions inherit
   * these triggers. For `truncate` each has one of its own, which the migration and `log-months.ts` make.
   */
  triggers: [
    {
      name: 'security_events_append_only',
      timing: 'before',
      events: ['update'],
      body: `if old.user_id::text is distinct from nullif(pg_catalog.current_setting('${CLEARED_USER}', true), '') or (new.occurred_at, new.id, new.type, new.reason, new.user_id, new.session_id) is distinct from (old.occurred_at, old.id, old.type, old.reason, old.user_id, old.session_id) or new.ip_address is not null or new.user_agent is not null then raise exception 'security_events is append-only'; end if; return new`,
    },
    {
      name: 'security_events_kept',
      timing: 'before',
      events: ['delete'],
      body: `if old.occurred_at >= coalesce(nullif(pg_catalog.current_setting('${REMOVABLE_BEFORE}', true), ''), '-infinity')::timestamptz then raise exception 'security_events is append-only'; end if; return old`,
    },
  ],
  properties: {
    /** Names the partition, a month each. In milliseconds, as a `Date` has them: a cursor must mean the same row. */
    occurredAt: p.datetime().length(3).primary(),
    id: p.bigint().primary().autoincrement(),
    type: p.string().length(40).$type<SecurityEventType>(),
    /** The reason, if there is one: a stable word, never a text that a user typed. */
    reason: p.string().length(60).nullable(),
    /** No foreign key: the entry stays when the user is removed. */
    userId: p.uuid().nullable(),
    sessionId: p.uuid().nullable(),
    ipAddress: p.string().length(45).nullable(),
    userAgent: p.string().length(300).nullable(),
  },
});

/** One entry of the append-only security log of an account. */
export class SecurityEvent extends SecurityEventSchema.class {}

SecurityEventSchema.setClass(SecurityEvent);

/** What can happen to an account, in the words that the API shows for it. */
export const SECURITY_EVENT_TYPES = {
  signedIn:
    'A session was opened: the user signed in, or changed a factor, the password or the address. The reason is `trustedDevice` if a remembered device took the place of the second factor, `email` if a mail took the place of the password, and `invitation` if an invitation was accepted.',
  signInRefused:
    'A sign-in was refused, or the current password was wrong. The reason is `unknownUser`, `wrongPassword`, `inactiveUser`, `emailNotVerified`, `wrongPasskey`, `secondFactorLocked`, `expired` if a passkey came too late, or `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window.',
  passwordAccepted:
    'The username and the password are right. The second factor is still needed. The reason is `secondFactorLocked` if it is locked.',
  codeSent: 'A code was sent to a phone. The reason is `registration` for a new phone, otherwise `login`.',
  codeNotSent:
    'A code was requested but not sent. The provider failed, or a limit refused it. The reason is the error code, such as `PROVIDER_UNAVAILABLE` or `RATE_LIMITED`. The log has one refusal by a limit in each time window.',
  sendsPaused:
    'The server stopped sending codes to a range of phone numbers for a time. Many codes were sent there and almost none were entered. The reason is `registration` if they were for new phones, otherwise `login`. The event belongs to no account.',
  sendsResumed:
    'The server sends codes to a range of phone numbers again, earlier than planned. The reason is `approved` if enough codes were entered, and `staff` if staff ended the pause. The event belongs to no account.',
  codeRejected:
    'A code or a passkey was refused. The reason is `rejected` or `wrongPasskey` if it was wrong, `expired` if it was no longer valid, `exhausted` if it was tried too often, `unavailable` if it could not be checked, `secondFactorLocked`, or `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window.',
  secondFactorLocked:
    'The second factor was locked after too many wrong codes in a row. Staff or a recovery code can unlock it.',
  secondFactorUnlocked: 'Staff unlocked the second factor.',
  steppedUp:
    'The user confirmed an open session with a second factor. The reason is its kind: `phone`, `authenticatorApp`, `passkey` or `recoveryCode`.',
  authenticatorAdded:
    'An authenticator app or a passkey became a second factor. The reason is `authenticatorApp` or `passkey`.',
  authenticatorRemoved:
    'An authenticator was removed. The reason is `phone`, `authenticatorApp` or `passkey` if its user removed it, `staff` if staff did, and `keyLost` if the server has lost the key of an app.',
  recoveryCodesGenerated: 'New recovery codes were made. The old ones no longer work.',
  recoveryCodeUsed:
    'A recovery code was used. The reason is `secondFactorLocked` if it unlocked the second factor.',
  passkeyCounterBack: 'The signature counter of a passkey went back. Somebody may have copied the passkey.',
  deviceTrusted: 'A device was remembered. A sign-in on it needs only the password.',
  deviceTrustRevoked:
    'A remembered device was forgotten, by its user or because there were too many. In the second case the reason is `tooManyDevices`.',
  phoneRegistered:
    'A phone became a second factor. The reason is `movedFromAuthy` if the operator moved it from Authy to Twilio Verify.',
  twoFactorDisabled:
    'The second factor was switched off. All factors were removed. The reason is `staff` if staff did this.',
  passwordChanged: 'The password was changed. The reason is `staff` if staff did this.',
  passwordReset: 'A new password was set with the link or the code of a mail.',
  registered: 'The account was registered. Its address is not confirmed yet.',
  userInvited: 'Staff invited the user. The invitation is not accepted yet.',
  invitationRevoked: 'Staff withdrew the invitation before it was accepted. The account is removed.',
  emailVerified: 'The address of a registration or an invitation was confirmed.',
  emailChanged:
    'The e-mail address was changed, or a signed-in user confirmed it. The reason is `staff` if staff did this.',
  changeUndone:
    'A change was undone with the link of its mail. All factors are as before the change, and the password is removed. The reason names the change.',
  emailTokenRejected:
    'A code or link of a mail was refused. The reason is `wrongToken` if it was wrong, `wrongPassword` if the password of the registration was, and `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window.',
  mailRefused:
    'A mail was requested but not sent, because a limit refused it. The reason is `rateLimited`. The log has one such refusal in each time window of the limit. The event belongs to no account.',
  sessionRevoked:
    'A session was ended before it expired. If several sessions end at once, each has its own event. The reason is `loggedOut`, `revokedByUser`, `refreshTokenReused`, `credentialChanged`, `tooManySessions`, `deactivated`, `accountDeletion`, or `staff` if staff ended it.',
  refreshTokenReused: 'An old refresh token was used again. Somebody may have stolen it.',
  userCreated: 'The account was created. The reason is `imported` if it came from another system.',
  userActivated: 'Staff activated the user. The user can sign in again.',
  userDeactivated: 'Staff deactivated the user. The user can no longer sign in.',
  deletionRequested: 'The user asked to have the account removed. All sessions ended.',
  deletionCanceled: 'The deletion of the account was canceled.',
  accountDeleted:
    'The account was removed, seven days after its user asked for it. Addresses and browsers were cleared from its events.',
  staffGranted: 'The user became staff.',
  staffRevoked: 'The user is no longer staff.',
} as const;

export type SecurityEventType = keyof typeof SECURITY_EVENT_TYPES;
