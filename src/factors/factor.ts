import type { User } from '../accounts/user.entity.js';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import type { RequestScope } from '../core/request-scope.js';
import type { FactorOverview } from './factor-overview.js';
import type { PendingPurpose, PendingSignIn } from './pending/pending-sign-in.entity.js';

/** A method of a user for the second step, as clients see it. */
export type FactorMethod =
  | { readonly kind: 'phone'; readonly target: string; readonly channels: readonly Channel[] }
  | { readonly kind: 'authenticatorApp'; readonly codeLength: number }
  | { readonly kind: 'passkey' }
  | { readonly kind: 'recoveryCode' };

/** What a pending sign-in is opened for. */
export interface PendingRequest {
  readonly user: User;
  /** As the user had it at the first step. Sending takes time, and may read the user again. */
  readonly credentialsChangedAt: Date;
  readonly purpose: PendingPurpose;
  /** Of a step-up. */
  readonly sessionId?: string;
  /** RFC 8176 name of what was proved before; if unset, a password. */
  readonly firstAmr?: string;
}

/** The code that was sent. */
export interface CodeDelivery {
  readonly phone: string;
  readonly channel: Channel;
  readonly availableChannels: readonly Channel[];
  readonly codeLength: number;
  readonly resendAt: Date;
}

/** A pending sign-in, as it was opened or is now. */
export interface OpenSignIn {
  /** Known to the client alone. */
  readonly secret: string;
  readonly purpose: PendingPurpose;
  readonly begun: FactorKind;
  readonly attemptsLeft: number;
  readonly expiresAt: Date;
  /** Undefined where nothing was sent. */
  readonly delivery: CodeDelivery | undefined;
}

/** A right proof. */
export interface Proven {
  /** RFC 8176 names of what was proved. */
  readonly amr: readonly string[];
  /** The code that takes the place of a recovery code that was used. */
  readonly recoveryCode?: string;
}

/**
 * One way to prove a second factor. Sign-in, step-up and enrollment know only this interface. A new factor is a new
 * folder, and a line in `factor-services.ts`.
 */
export interface Factor {
  readonly kind: FactorKind;
  /** Whether the settings of this server let it be used. */
  readonly isConfigured: boolean;

  /** The method that this factor gives a user. Undefined if the user has none. */
  offer(user: User, overview: FactorOverview): FactorMethod | undefined;

  /** Opens a pending sign-in, and sends what this factor sends. @throws what sending throws */
  begin(request: PendingRequest, scope: RequestScope): Promise<OpenSignIn>;

  /**
   * Tries a typed code on a pending sign-in: counts the try, then checks it. Undefined for a factor without typed codes.
   *
   * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`; CHALLENGE_EXPIRED; RATE_LIMITED; FORBIDDEN while locked
   */
  check?(pending: PendingSignIn, typed: string, scope: RequestScope): Promise<Proven>;
}
