import type { ErrorCode } from './generated/enums.js';

/** What can go wrong before a server that speaks GraphQL has answered, or when nobody waits any more. */
export type ClientErrorCode = 'NETWORK_ERROR' | 'REDIRECTED' | 'NOT_GRAPHQL' | 'CANCELED';

export type AuthErrorCode = ErrorCode | ClientErrorCode;

export interface AuthErrorDetails {
  /** Seconds to wait before trying again. */
  retryAfter?: number;
  /** Tries that remain on the code. */
  attemptsLeft?: number;
  /** The argument that is wrong. */
  field?: string;
}

/** The one kind of error that this package throws. Decide by `code`; `message` is for people. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly retryAfter: number | undefined;
  readonly attemptsLeft: number | undefined;
  readonly field: string | undefined;

  constructor(
    readonly code: AuthErrorCode,
    message: string,
    details: AuthErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.retryAfter = details.retryAfter;
    this.attemptsLeft = details.attemptsLeft;
    this.field = details.field;
  }
}
