import type { ErrorCode } from './generated/enums.js';

/**
 * Failures without a GraphQL response, and a sign-in that was canceled. `PASSKEY_NOT_USED`: the user closed the dialog, or
 * the device has no passkey for this page. `PASSKEY_EXISTS`: the device has one already. `PASSKEYS_UNAVAILABLE`: the
 * browser has none, or the page may not use them. Without the option `passkeys` or `devices`, what needs it is
 * `PASSKEYS_UNAVAILABLE` or `DEVICES_UNAVAILABLE`.
 */
export type ClientErrorCode =
  | 'NETWORK_ERROR'
  | 'REDIRECTED'
  | 'NOT_GRAPHQL'
  | 'CANCELED'
  | 'PASSKEY_NOT_USED'
  | 'PASSKEY_EXISTS'
  | 'PASSKEYS_UNAVAILABLE'
  | 'DEVICES_UNAVAILABLE';

export type AuthErrorCode = ErrorCode | ClientErrorCode;

export interface AuthErrorDetails {
  /** Seconds to wait before trying again. */
  retryAfter?: number;
  /** Attempts that remain for the code. */
  attemptsLeft?: number;
  /** The name of the invalid argument. */
  field?: string;
}

/** The only kind of error that this package throws. Decide by `code`. `message` is for people. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly retryAfter: number | undefined;
  readonly attemptsLeft: number | undefined;
  readonly field: string | undefined;

  constructor(
    readonly code: AuthErrorCode,
    message: string,
    details: AuthErrorDetails = {},
    { cause }: { cause?: unknown } = {},
  ) {
    super(message);
    // Safari before 15 ignores the option of `Error`.
    if (cause !== undefined) Object.defineProperty(this, 'cause', { value: cause });
    this.retryAfter = details.retryAfter;
    this.attemptsLeft = details.attemptsLeft;
    this.field = details.field;
  }
}
