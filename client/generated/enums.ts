/**
 * Every value that `extensions.code` of an error can have. Beside it an error may carry `extensions.retryAfter` (seconds to wait), `extensions.attemptsLeft` (tries that remain on the code) and `extensions.field` (the argument that is wrong).
 *
 * Any operation may answer `BAD_USER_INPUT` (to a document or variables that do not fit the schema), `UNAUTHENTICATED` (to an `Authorization` header that is not good), `SERVICE_UNAVAILABLE` and `INTERNAL_SERVER_ERROR`. What else it may answer is in its description.
 */
export const ErrorCode = {
  /** The request is not well formed, or an argument has a form that can never be right. */
  BadUserInput: 'BAD_USER_INPUT',
  /** The code is too old, was used, was tried too often, or never asked for. Ask for a new one. */
  ChallengeExpired: 'CHALLENGE_EXPIRED',
  /** The signed-in user may not do this. */
  Forbidden: 'FORBIDDEN',
  /** A fault of the server; it is in its log. */
  InternalServerError: 'INTERNAL_SERVER_ERROR',
  /** No active user has this username and password. */
  InvalidCredentials: 'INVALID_CREDENTIALS',
  /** This is not a phone number that exists. */
  InvalidPhoneNumber: 'INVALID_PHONE_NUMBER',
  /** The code is wrong; `attemptsLeft` says how many tries remain. */
  InvalidTwoFactorToken: 'INVALID_TWO_FACTOR_TOKEN',
  /** Another user has this number as second factor. */
  PhoneAlreadyRegistered: 'PHONE_ALREADY_REGISTERED',
  /** Codes are not sent to this country or kind of number. */
  PhoneNotAllowed: 'PHONE_NOT_ALLOWED',
  /** The code could not be sent or checked just now. Ask for a new one in a moment. */
  ProviderUnavailable: 'PROVIDER_UNAVAILABLE',
  /** Too many attempts. Wait for `retryAfter` seconds. */
  RateLimited: 'RATE_LIMITED',
  /** The sign-in is too long ago for this step, or was without the second factor. Sign in again. */
  ReauthenticationRequired: 'REAUTHENTICATION_REQUIRED',
  /** The server cannot do this just now. Wait for `retryAfter` seconds. */
  ServiceUnavailable: 'SERVICE_UNAVAILABLE',
  /** The refresh token is expired, revoked or not ours. Sign in. */
  TokenInvalid: 'TOKEN_INVALID',
  /** The refresh token was used before, so the whole session has been ended. Sign in. */
  TokenReused: 'TOKEN_REUSED',
  /** The user has no second factor: `obtainToken` alone signs in. */
  TwoFactorNotEnabled: 'TWO_FACTOR_NOT_ENABLED',
  /** Nobody is signed in, or the access token is expired, revoked or not ours. Refresh it or sign in. */
  Unauthenticated: 'UNAUTHENTICATED',
  /** The new password is too short, too long, too common, or the name of the user. */
  WeakPassword: 'WEAK_PASSWORD'
} as const;

export type ErrorCode = typeof ErrorCode[keyof typeof ErrorCode];
/** What happened to an account. */
export const SecurityEventType = {
  /** A code was asked for and did not go: the provider, or a limit, whose refusals are here once a window. */
  CodeNotSent: 'CODE_NOT_SENT',
  /** A code was tried and was not right, or no longer good. What a limit refuses is here once a window, as `rateLimited`. */
  CodeRejected: 'CODE_REJECTED',
  /** A code went to a phone. */
  CodeSent: 'CODE_SENT',
  /** A username and password were right, and no session opens by them alone. */
  PasswordAccepted: 'PASSWORD_ACCEPTED',
  /** A new password was set. */
  PasswordChanged: 'PASSWORD_CHANGED',
  /** A proven phone became the second factor. */
  PhoneRegistered: 'PHONE_REGISTERED',
  /** A refresh token came back that was used before: somebody may have a copy. */
  RefreshTokenReused: 'REFRESH_TOKEN_REUSED',
  /** So many codes were wrong in a row that no more are taken until staff unlocks it. */
  SecondFactorLocked: 'SECOND_FACTOR_LOCKED',
  /** Staff lets the user try codes again. */
  SecondFactorUnlocked: 'SECOND_FACTOR_UNLOCKED',
  /** Codes to a range of numbers stop for a while: many went there and hardly any was typed. Of no one account. */
  SendsPaused: 'SENDS_PAUSED',
  /** Codes to a paused range of numbers go again before its time: enough were typed after all, or staff said so. */
  SendsResumed: 'SENDS_RESUMED',
  /** A session ended before its time. Where several end at once, each has an entry. */
  SessionRevoked: 'SESSION_REVOKED',
  /** A session opened. */
  SignedIn: 'SIGNED_IN',
  /** A password was refused. What a limit refuses is here once a window, as `rateLimited`. */
  SignInRefused: 'SIGN_IN_REFUSED',
  /** The user became staff. */
  StaffGranted: 'STAFF_GRANTED',
  /** The user is no longer staff. */
  StaffRevoked: 'STAFF_REVOKED',
  /** The second factor was switched off and the phone forgotten. */
  TwoFactorDisabled: 'TWO_FACTOR_DISABLED',
  /** Staff let the user sign in again. */
  UserActivated: 'USER_ACTIVATED',
  /** The account was made. */
  UserCreated: 'USER_CREATED',
  /** Staff barred the user from signing in. */
  UserDeactivated: 'USER_DEACTIVATED'
} as const;

export type SecurityEventType = typeof SecurityEventType[keyof typeof SecurityEventType];
/** How a code travels to the phone. */
export const TwoFactorChannel = {
  /** A phone call that reads the code aloud. */
  Call: 'CALL',
  /** A text message. */
  Sms: 'SMS',
  /** A WhatsApp message. */
  Whatsapp: 'WHATSAPP'
} as const;

export type TwoFactorChannel = typeof TwoFactorChannel[keyof typeof TwoFactorChannel];