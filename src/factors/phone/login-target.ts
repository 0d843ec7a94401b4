import type { User } from '../../accounts/user.entity.js';
import type { ProviderName } from '../../core/phone-code.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';

/** Stands for the number of a user who came with an Authy id alone: Authy knows it, and we do not. */
const AUTHY_PREFIX = 'authy:';

/** Where the login codes of a user are sent: the number, or the Authy id where Authy is the provider. */
export function findLoginTarget(
  { phone, authyId }: Pick<User, 'phone' | 'authyId'>,
  provider: ProviderName,
): string | undefined {
  if (phone != null) return phone;
  return provider === 'authy' && authyId != null ? `${AUTHY_PREFIX}${authyId}` : undefined;
}

/** The same of a user who must have one. @throws FORBIDDEN if no code can reach the user */
export function requireLoginTarget(user: User, provider: ProviderName): string {
  const target = findLoginTarget(user, provider);
  if (target === undefined) throw new ServiceError('FORBIDDEN', sentence('signInNeedsStaff'));
  return target;
}

/** Whether it is an Authy id, and no number. */
export function isAuthyTarget(target: string): boolean {
  return target.startsWith(AUTHY_PREFIX);
}
