import { randomInt } from 'node:crypto';
import { addSeconds } from '../../core/clock.js';

/** Both vendors forget a code after ten minutes. */
export const CODE_TTL_SECONDS = 600;
/** Tries that Verify allows on one code, and messages it sends for one. */
export const MAX_CHECKS = 5;
export const MAX_SENDS = 5;

export type CodeOutcome = 'pending' | 'approved' | 'expired' | 'canceled' | 'exhausted';

/** A code that waits on somebody's phone. */
export class SimulatedCode {
  readonly code: string;
  readonly expiresAt: Date;
  updatedAt: Date;
  checks = 0;
  #settled: 'approved' | 'canceled' | undefined;

  constructor(
    readonly to: string,
    digits: number,
    readonly createdAt: Date,
  ) {
    this.code = randomCode(digits);
    this.expiresAt = addSeconds(createdAt, CODE_TTL_SECONDS);
    this.updatedAt = createdAt;
  }

  outcomeAt(now: Date): CodeOutcome {
    if (this.#settled) return this.#settled;
    if (now >= this.expiresAt) return 'expired';
    return this.checks >= MAX_CHECKS ? 'exhausted' : 'pending';
  }

  /** Counts a try, and says whether it was the right code. Only for a pending code. */
  check(code: string, now: Date): boolean {
    this.checks += 1;
    this.updatedAt = now;
    if (code !== this.code) return false;
    this.settle('approved', now);
    return true;
  }

  settle(outcome: 'approved' | 'canceled', now: Date): void {
    this.updatedAt = now;
    this.#settled = outcome;
  }
}

/** Never all zeros: that code is kept for the outcome "expired". */
function randomCode(digits: number): string {
  return randomInt(1, 10 ** digits)
    .toString()
    .padStart(digits, '0');
}
