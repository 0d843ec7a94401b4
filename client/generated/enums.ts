/**
 * All values of `extensions.code` in an error. An error can also have `extensions.retryAfter` (seconds to wait), `extensions.attemptsLeft` (number of tries left for the code) and `extensions.field` (name of the invalid argument).
 *
 * Any operation can return `BAD_USER_INPUT` (the document or the variables do not match the schema), `UNAUTHENTICATED` (the `Authorization` header is not valid), `SERVICE_UNAVAILABLE` and `INTERNAL_SERVER_ERROR`. The description of each operation lists its other errors.
 */
export const ErrorCode = {
  /** The user has as many authenticators of this kind as allowed. Remove one first. */
  AuthenticatorLimit: 'AUTHENTICATOR_LIMIT',
  /** The request or one of its arguments is not valid. Sending it again does not help. */
  BadUserInput: 'BAD_USER_INPUT',
  /** The code is expired, already used, tried too often, or was never requested. Request a new one. */
  ChallengeExpired: 'CHALLENGE_EXPIRED',
  /** The address of this account is not confirmed yet. Open the link in the mail, or register again. */
  EmailNotVerified: 'EMAIL_NOT_VERIFIED',
  /** The user is not allowed to do this. */
  Forbidden: 'FORBIDDEN',
  /** An error inside the server. The server log has the details. */
  InternalServerError: 'INTERNAL_SERVER_ERROR',
  /** The username or the password is wrong, or the user is not active. */
  InvalidCredentials: 'INVALID_CREDENTIALS',
  /** The code or link is wrong. `attemptsLeft` is the number of tries left. */
  InvalidEmailToken: 'INVALID_EMAIL_TOKEN',
  /** The passkey is not valid here. Try again, or use another factor. */
  InvalidPasskey: 'INVALID_PASSKEY',
  /** This phone number does not exist. */
  InvalidPhoneNumber: 'INVALID_PHONE_NUMBER',
  /** The code is wrong. `attemptsLeft` is the number of tries left. */
  InvalidTwoFactorToken: 'INVALID_TWO_FACTOR_TOKEN',
  /** This is the last authenticator. Call `disableTwoFactor` to switch the second factor off. */
  LastAuthenticator: 'LAST_AUTHENTICATOR',
  /** Nothing is at this address. */
  NotFound: 'NOT_FOUND',
  /** Another user has this phone number as second factor. */
  PhoneAlreadyRegistered: 'PHONE_ALREADY_REGISTERED',
  /** The server sends no codes to this country or this kind of number. */
  PhoneNotAllowed: 'PHONE_NOT_ALLOWED',
  /** The code cannot be sent or checked at the moment. Request a new one later. */
  ProviderUnavailable: 'PROVIDER_UNAVAILABLE',
  /** Too many attempts. Wait for `retryAfter` seconds. */
  RateLimited: 'RATE_LIMITED',
  /** This step needs a recent sign-in, with the second factor if it is on. Call `requestStepUp` or sign in again. */
  ReauthenticationRequired: 'REAUTHENTICATION_REQUIRED',
  /** The server is not available at the moment. Wait for `retryAfter` seconds. */
  ServiceUnavailable: 'SERVICE_UNAVAILABLE',
  /** The refresh token is expired, revoked or not valid. Sign in. */
  TokenInvalid: 'TOKEN_INVALID',
  /** The refresh token was already used, so the server ended the session. Sign in. */
  TokenReused: 'TOKEN_REUSED',
  /** The user must add a second factor first. This session can do nothing else. */
  TwoFactorEnrollmentRequired: 'TWO_FACTOR_ENROLLMENT_REQUIRED',
  /** The user has no second factor. `obtainToken` is enough to sign in. */
  TwoFactorNotEnabled: 'TWO_FACTOR_NOT_ENABLED',
  /** The access token is missing, expired, revoked or not valid. Refresh it or sign in. */
  Unauthenticated: 'UNAUTHENTICATED',
  /** Another user has this username. Choose another one. */
  UsernameTaken: 'USERNAME_TAKEN',
  /** The new password is too short, too long, too common, or the same as the username. */
  WeakPassword: 'WEAK_PASSWORD'
} as const;

export type ErrorCode = typeof ErrorCode[keyof typeof ErrorCode];
/** Who can make an account. */
export const Registration = {
  /** Nobody. The operator makes the accounts. */
  Closed: 'CLOSED',
  /** People that staff invites. */
  Invited: 'INVITED',
  /** Everybody, with `register`. */
  Open: 'OPEN'
} as const;

export type Registration = typeof Registration[keyof typeof Registration];
/** The kinds of security events. */
export const SecurityEventType = {
  /** The account was removed, seven days after its user asked for it. Addresses and browsers were cleared from its events. */
  AccountDeleted: 'ACCOUNT_DELETED',
  /** An authenticator app or a passkey became a second factor. The reason is `authenticatorApp` or `passkey`. */
  AuthenticatorAdded: 'AUTHENTICATOR_ADDED',
  /** An authenticator was removed. The reason is `phone`, `authenticatorApp` or `passkey` if its user removed it, `staff` if staff did, and `keyLost` if the server has lost the key of an app. */
  AuthenticatorRemoved: 'AUTHENTICATOR_REMOVED',
  /** A change was undone with the link of its mail. All factors are as before the change, and the password is removed. The reason names the change. */
  ChangeUndone: 'CHANGE_UNDONE',
  /** A code was requested but not sent. The provider failed, or a limit refused it. The reason is the error code, such as `PROVIDER_UNAVAILABLE` or `RATE_LIMITED`. The log has one refusal by a limit in each time window. */
  CodeNotSent: 'CODE_NOT_SENT',
  /** A code or a passkey was refused. The reason is `rejected` or `wrongPasskey` if it was wrong, `expired` if it was no longer valid, `exhausted` if it was tried too often, `unavailable` if it could not be checked, `secondFactorLocked`, or `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window. */
  CodeRejected: 'CODE_REJECTED',
  /** A code was sent to a phone. The reason is `registration` for a new phone, otherwise `login`. */
  CodeSent: 'CODE_SENT',
  /** The deletion of the account was canceled. */
  DeletionCanceled: 'DELETION_CANCELED',
  /** The user asked to have the account removed. All sessions ended. */
  DeletionRequested: 'DELETION_REQUESTED',
  /** A device was remembered. A sign-in on it needs only the password. */
  DeviceTrusted: 'DEVICE_TRUSTED',
  /** A remembered device was forgotten, by its user or because there were too many. In the second case the reason is `tooManyDevices`. */
  DeviceTrustRevoked: 'DEVICE_TRUST_REVOKED',
  /** The e-mail address was changed, or a signed-in user confirmed it. The reason is `staff` if staff did this. */
  EmailChanged: 'EMAIL_CHANGED',
  /** A code or link of a mail was refused. The reason is `wrongToken` if it was wrong, `wrongPassword` if the password of the registration was, and `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window. */
  EmailTokenRejected: 'EMAIL_TOKEN_REJECTED',
  /** The address of a registration or an invitation was confirmed. */
  EmailVerified: 'EMAIL_VERIFIED',
  /** Staff withdrew the invitation before it was accepted. The account is removed. */
  InvitationRevoked: 'INVITATION_REVOKED',
  /** A mail was requested but not sent, because a limit refused it. The reason is `rateLimited`. The log has one such refusal in each time window of the limit. The event belongs to no account. */
  MailRefused: 'MAIL_REFUSED',
  /** The signature counter of a passkey went back. Somebody may have copied the passkey. */
  PasskeyCounterBack: 'PASSKEY_COUNTER_BACK',
  /** The username and the password are right. The second factor is still needed. The reason is `secondFactorLocked` if it is locked. */
  PasswordAccepted: 'PASSWORD_ACCEPTED',
  /** The password was changed. The reason is `staff` if staff did this. */
  PasswordChanged: 'PASSWORD_CHANGED',
  /** A new password was set with the link or the code of a mail. */
  PasswordReset: 'PASSWORD_RESET',
  /** A phone became a second factor. The reason is `movedFromAuthy` if the operator moved it from Authy to Twilio Verify. */
  PhoneRegistered: 'PHONE_REGISTERED',
  /** New recovery codes were made. The old ones no longer work. */
  RecoveryCodesGenerated: 'RECOVERY_CODES_GENERATED',
  /** A recovery code was used. The reason is `secondFactorLocked` if it unlocked the second factor. */
  RecoveryCodeUsed: 'RECOVERY_CODE_USED',
  /** An old refresh token was used again. Somebody may have stolen it. */
  RefreshTokenReused: 'REFRESH_TOKEN_REUSED',
  /** The account was registered. Its address is not confirmed yet. */
  Registered: 'REGISTERED',
  /** The second factor was locked after too many wrong codes in a row. Staff or a recovery code can unlock it. */
  SecondFactorLocked: 'SECOND_FACTOR_LOCKED',
  /** Staff unlocked the second factor. */
  SecondFactorUnlocked: 'SECOND_FACTOR_UNLOCKED',
  /** The server stopped sending codes to a range of phone numbers for a time. Many codes were sent there and almost none were entered. The reason is `registration` if they were for new phones, otherwise `login`. The event belongs to no account. */
  SendsPaused: 'SENDS_PAUSED',
  /** The server sends codes to a range of phone numbers again, earlier than planned. The reason is `approved` if enough codes were entered, and `staff` if staff ended the pause. The event belongs to no account. */
  SendsResumed: 'SENDS_RESUMED',
  /** A session was ended before it expired. If several sessions end at once, each has its own event. The reason is `loggedOut`, `revokedByUser`, `refreshTokenReused`, `credentialChanged`, `tooManySessions`, `deactivated`, `accountDeletion`, or `staff` if staff ended it. */
  SessionRevoked: 'SESSION_REVOKED',
  /** A session was opened: the user signed in, or changed a factor, the password or the address. The reason is `trustedDevice` if a remembered device took the place of the second factor, `email` if a mail took the place of the password, and `invitation` if an invitation was accepted. */
  SignedIn: 'SIGNED_IN',
  /** A sign-in was refused, or the current password was wrong. The reason is `unknownUser`, `wrongPassword`, `inactiveUser`, `emailNotVerified`, `wrongPasskey`, `secondFactorLocked`, `expired` if a passkey came too late, or `rateLimited` if a limit refused it. The log has one refusal by a limit in each time window. */
  SignInRefused: 'SIGN_IN_REFUSED',
  /** The user became staff. */
  StaffGranted: 'STAFF_GRANTED',
  /** The user is no longer staff. */
  StaffRevoked: 'STAFF_REVOKED',
  /** The user confirmed an open session with a second factor. The reason is its kind: `phone`, `authenticatorApp`, `passkey` or `recoveryCode`. */
  SteppedUp: 'STEPPED_UP',
  /** The second factor was switched off. All factors were removed. The reason is `staff` if staff did this. */
  TwoFactorDisabled: 'TWO_FACTOR_DISABLED',
  /** Staff activated the user. The user can sign in again. */
  UserActivated: 'USER_ACTIVATED',
  /** The account was created. The reason is `imported` if it came from another system. */
  UserCreated: 'USER_CREATED',
  /** Staff deactivated the user. The user can no longer sign in. */
  UserDeactivated: 'USER_DEACTIVATED',
  /** Staff invited the user. The invitation is not accepted yet. */
  UserInvited: 'USER_INVITED'
} as const;

export type SecurityEventType = typeof SecurityEventType[keyof typeof SecurityEventType];
/** The ways to send a code. */
export const TwoFactorChannel = {
  /** A phone call. A voice reads the code. */
  Call: 'CALL',
  /** A text message. */
  Sms: 'SMS',
  /** A WhatsApp message. */
  Whatsapp: 'WHATSAPP'
} as const;

export type TwoFactorChannel = typeof TwoFactorChannel[keyof typeof TwoFactorChannel];
/** The kinds of second factors. */
export const TwoFactorKind = {
  /** A code that an authenticator app shows (TOTP). */
  AuthenticatorApp: 'AUTHENTICATOR_APP',
  /** Not in use yet: no server offers it. */
  Email: 'EMAIL',
  /** A passkey: the device confirms the user (WebAuthn). */
  Passkey: 'PASSKEY',
  /** A code that is sent to a phone. */
  Phone: 'PHONE',
  /** A recovery code that the user stored. */
  RecoveryCode: 'RECOVERY_CODE'
} as const;

export type TwoFactorKind = typeof TwoFactorKind[keyof typeof TwoFactorKind];
/** Who must have a second factor. */
export const TwoFactorPolicy = {
  /** Nobody. Each user decides. */
  Optional: 'OPTIONAL',
  /** Everybody. A user without one can only add one. */
  Required: 'REQUIRED',
  /** Staff must have one to use the operations for staff. */
  Staff: 'STAFF'
} as const;

export type TwoFactorPolicy = typeof TwoFactorPolicy[keyof typeof TwoFactorPolicy];
/** What a second factor is asked for. */
export const TwoFactorPurpose = {
  /** To register a phone. Send the code with `registerPhone`. */
  RegisterPhone: 'REGISTER_PHONE',
  /** To sign in. Send the code with `verifyTwoFactorToken`. */
  SignIn: 'SIGN_IN',
  /** To confirm an open session. Send the code with `verifyTwoFactorToken` and the access token. */
  StepUp: 'STEP_UP'
} as const;

export type TwoFactorPurpose = typeof TwoFactorPurpose[keyof typeof TwoFactorPurpose];
/** Whether a user can sign in, and why not. */
export const UserState = {
  /** The user can sign in. */
  Active: 'ACTIVE',
  /** Staff deactivated the user. See `activateUser`. */
  Deactivated: 'DEACTIVATED',
  /** Staff invited the user. The user has not accepted yet, and has no password. See `revokeInvitation`. */
  Invited: 'INVITED',
  /** The user registered and has not confirmed the e-mail address yet. */
  Unconfirmed: 'UNCONFIRMED'
} as const;

export type UserState = typeof UserState[keyof typeof UserState];