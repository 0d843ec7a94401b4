import { User } from '../accounts/user.entity.js';
import type { RequestScope } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import type { CountingStatement, RowCount } from '../limits/attempt-counter.js';

/** NIST SP 800-63B-4, 3.2.2: no more than 100 failures in a row on one authenticator. */
export const MAX_WRONG_CODES_IN_ROW = 100;

type Scope = Pick<RequestScope, 'em'>;

export function isSecondFactorLocked({ wrongCodesInRow }: User): boolean {
  return wrongCodesInRow >= MAX_WRONG_CODES_IN_ROW;
}

/** How many wrong codes the account still takes. */
export function triesLeftInRow({ wrongCodesInRow }: User): number {
  return Math.max(0, MAX_WRONG_CODES_IN_ROW - wrongCodesInRow);
}

/** @throws FORBIDDEN while no code of the user could be used */
export function requireUnlocked(user: User): void {
  if (isSecondFactorLocked(user)) throw secondFactorLocked();
}

/**
 * Counts a code as wrong before it is checked, unless the second factor is locked. Only a right code resets the count. A
 * new sign-in does not, with any number of new codes. The row has `wrongCodesInRow`: how many codes were tried since the
 * last right one.
 */
export function wrongCodeOf(userId: string): RowCount {
  return { statement: COUNT_WRONG_CODE, values: { userId, maxWrongCodes: MAX_WRONG_CODES_IN_ROW } };
}

const COUNT_WRONG_CODE: CountingStatement = {
  text: (gate) => `
    update users set wrong_codes_in_row = wrong_codes_in_row + 1 from ${gate}
    where id = :userId::uuid and wrong_codes_in_row < :maxWrongCodes::int
    returning wrong_codes_in_row as "wrongCodesInRow"`,
  passes: 'true',
};

/**
 * Locks the user before what is counted on the user's codes: a change of credentials locks them in this order too, and
 * in another order the two could deadlock.
 */
export function lockOf(userId: string): RowCount {
  return { statement: LOCK_USER, values: { userId } };
}

const LOCK_USER: CountingStatement = {
  text: (gate) => `
    select users.id from users, ${gate} where users.id = :userId::uuid for no key update of users`,
  passes: 'true',
};

/** Sets the count to zero, as a right code does: staff unlocks the second factor. */
export async function forgetWrongCodes(userId: string, { em }: Scope): Promise<void> {
  await em.nativeUpdate(User, { id: userId }, { wrongCodesInRow: 0 });
}

export function secondFactorLocked(): ServiceError {
  return new ServiceError('FORBIDDEN', sentence('secondFactorLocked'));
}
