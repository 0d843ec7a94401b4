import { inEnglish, type Sentence } from './sentences.js';

/** Every error code, with its sentence for the schema and docs/api.md. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The request or one of its arguments is not valid. Sending it again does not help.',
  UNAUTHENTICATED: 'The access token is missing, expired, revoked or not valid. Refresh it or sign in.',
  FORBIDDEN: 'The user is not allowed to do this.',
  REAUTHENTICATION_REQUIRED:
    'This step needs a recent sign-in, with the second factor if it is on. Call `requestStepUp` or sign in again.',
  INVALID_CREDENTIALS: 'The username or the password is wrong, or the user is not active.',
  INVALID_TWO_FACTOR_TOKEN: 'The code is wrong. `attemptsLeft` is the number of tries left.',
  CHALLENGE_EXPIRED:
    'The code is expired, already used, tried too often, or was never requested. Request a new one.',
  TWO_FACTOR_NOT_ENABLED: 'The user has no second factor. `obtainToken` is enough to sign in.',
  TWO_FACTOR_ENROLLMENT_REQUIRED:
    'The user must add a second factor first. This session can do nothing else.',
  EMAIL_NOT_VERIFIED:
    'The address of this account is not confirmed yet. Open the link in the mail, or register again.',
  INVALID_EMAIL_TOKEN: 'The code or link is wrong. `attemptsLeft` is the number of tries left.',
  USERNAME_TAKEN: 'Another user has this username. Choose another one.',
  INVALID_PASSKEY: 'The passkey is not valid here. Try again, or use another factor.',
  AUTHENTICATOR_LIMIT: 'The user has as many authenticators of this kind as allowed. Remove one first.',
  LAST_AUTHENTICATOR:
    'This is the last authenticator. Call `disableTwoFactor` to switch the second factor off.',
  INVALID_PHONE_NUMBER: 'This phone number does not exist.',
  PHONE_NOT_ALLOWED: 'The server sends no codes to this country or this kind of number.',
  PHONE_ALREADY_REGISTERED: 'Another user has this phone number as second factor.',
  TOKEN_INVALID: 'The refresh token is expired, revoked or not valid. Sign in.',
  TOKEN_REUSED: 'The refresh token was already used, so the server ended the session. Sign in.',
  WEAK_PASSWORD: 'The new password is too short, too long, too common, or the same as the username.',
  NOT_FOUND: 'Nothing is at this address.',
  RATE_LIMITED: 'Too many attempts. Wait for `retryAfter` seconds.',
  PROVIDER_UNAVAILABLE: 'The code cannot be sent or checked at the moment. Request a new one later.',
  SERVICE_UNAVAILABLE: 'The server is not available at the moment. Wait for `retryAfter` seconds.',
  INTERNAL_SERVER_ERROR: 'An error inside the server. The server log has the details.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** Details that the client gets with the code. They never contain a value that the client sent. */
export interface ErrorDetails {
  /** Whole seconds until another try makes sense. */
  retryAfter?: number;
  /** Tries left for this code. */
  attemptsLeft?: number;
  /** Name of the invalid argument. */
  field?: string;
  /** RFC 9470: the authentication context that a step needs, such as `aal2`. */
  acrValues?: string;
  /** RFC 9470: how many seconds ago the sign-in or step-up may be. */
  maxAge?: number;
}

/** A refusal with a stable code. Clients see no other error unchanged. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The message as a sentence that can be translated; undefined for plain English and for the sentence of the code. */
  readonly sentence: Sentence | undefined;
  /** The name of the limit that was passed, if one was. For the log. */
  readonly limit?: string;

  /**
   * @param message for people, without any value that they sent: a sentence or plain English. If unset, the sentence of
   * the code
   */
  constructor(
    readonly code: ErrorCode,
    message: string | Sentence = ERROR_CODES[code],
    readonly details: ErrorDetails = {},
  ) {
    super(typeof message === 'string' ? message : inEnglish(message));
    this.sentence = typeof message === 'string' ? undefined : message;
  }
}

export function badInput(field: string, message: string | Sentence): ServiceError {
  return new ServiceError('BAD_USER_INPUT', message, { field });
}
