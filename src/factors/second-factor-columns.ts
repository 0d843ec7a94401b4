import type { User } from '../accounts/user.entity.js';
import type { FactorKind } from '../core/factor-kind.js';

/**
 * The columns of a user who gets one more factor. The second factor is on since the first one, and that one stays the
 * preferred one until the user chooses another.
 */
export function enabledBy(kind: FactorKind, user: User, now: Date) {
  return {
    secondFactorEnabledAt: user.secondFactorEnabledAt ?? now,
    preferredFactor: user.isGuarded() ? (user.preferredFactor ?? 'phone') : kind,
  };
}

/** The columns of a user without a second factor. */
const WITHOUT_SECOND_FACTOR = {
  phone: null,
  authyId: null,
  secondFactorEnabledAt: null,
  preferredFactor: null,
};

/** The change that switches the second factor off. */
export const SWITCH_OFF = {
  change: WITHOUT_SECOND_FACTOR,
  event: 'twoFactorDisabled',
  kind: 'twoFactorDisabled',
} as const;
