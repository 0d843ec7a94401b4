import type { User } from '../entities/index.js';
import { sentence, ServiceError } from './errors.js';

/** NIST SP 800-63B-4, 3.2.2: no more than 100 failures in a row on one authenticator. */
export const MAX_WRONG_CODES_IN_ROW = 100;

export function isSecondFactorLocked({ wrongCodesInRow }: User): boolean {
  return wrongCodesInRow >= MAX_WRONG_CODES_IN_ROW;
}

/** @throws FORBIDDEN while no code of the user could be used */
export function requireUnlocked(user: User): void {
  if (isSecondFactorLocked(user)) throw secondFactorLocked();
}

export function secondFactorLocked(): ServiceError {
  return new ServiceError('FORBIDDEN', sentence('secondFactorLocked'));
}
