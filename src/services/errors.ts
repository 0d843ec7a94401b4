/** Every code that an error can carry, with the sentence that the schema and the README show for it. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The request is not well formed, or an argument has a form that can never be right.',
  UNAUTHENTICATED:
    'Nobody is signed in, or the access token is expired, revoked or not ours. Refresh it or sign in.',
  FORBIDDEN: 'The signed-in user may not do this.',
  REAUTHENTICATION_REQUIRED:
    'The sign-in is too long ago for this step, or was without the second factor. Sign in again.',
  INVALID_CREDENTIALS: 'No active user has this username and password.',
  INVALID_TWO_FACTOR_TOKEN: 'The code is wrong; `attemptsLeft` says how many tries remain.',
  CHALLENGE_EXPIRED:
    'The code is too old, was used, was tried too often, or never asked for. Ask for a new one.',
  TWO_FACTOR_NOT_ENABLED: 'The user has no second factor: `obtainToken` alone signs in.',
  INVALID_PHONE_NUMBER: 'This is not a phone number that exists.',
  PHONE_NOT_ALLOWED: 'Codes are not sent to this country or kind of number.',
  PHONE_ALREADY_REGISTERED: 'Another user has this number as second factor.',
  TOKEN_INVALID: 'The refresh token is expired, revoked or not ours. Sign in.',
  TOKEN_REUSED: 'The refresh token was used before, so the whole session has been ended. Sign in.',
  WEAK_PASSWORD: 'The new password is too short, too long, too common, or the name of the user.',
  RATE_LIMITED: 'Too many attempts. Wait for `retryAfter` seconds.',
  PROVIDER_UNAVAILABLE: 'The code could not be sent or checked just now. Ask for a new one in a moment.',
  SERVICE_UNAVAILABLE: 'The server cannot do this just now. Wait for `retryAfter` seconds.',
  INTERNAL_SERVER_ERROR: 'A fault of the server; it is in its log.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What a client gets beside the code. Nothing here ever holds a value that the client sent. */
export interface ErrorDetails {
  /** Whole seconds until another try makes sense. */
  retryAfter?: number;
  /** Tries that remain on this code. */
  attemptsLeft?: number;
  /** The argument that is wrong. */
  field?: string;
}

/** A refusal with a stable code: the only kind of error that a client sees as it is. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  /**
   * @param message a sentence for people, without anything that they typed; left out, the code's own sentence
   */
  constructor(
    readonly code: ErrorCode,
    message: string = ERROR_CODES[code],
    readonly details: ErrorDetails = {},
  ) {
    super(message);
  }
}

export function badInput(field: string, message: string): ServiceError {
  return new ServiceError('BAD_USER_INPUT', message, { field });
}
