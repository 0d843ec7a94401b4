import { emailKey } from '../../accounts/email/email-address.js';
import type { ImportedUser } from './imported-user.js';

/** What is compared to know a user again. */
type Known = Pick<ImportedUser, 'username' | 'usernameKey' | 'email' | 'createdAt'>;

/** The names, proved addresses and numbers that somebody has. */
export class Taken {
  readonly #names = new Map<string, Known>();
  readonly #emails = new Set<string>();
  readonly #phones = new Set<string>();

  add({
    username,
    usernameKey,
    email,
    createdAt,
    isEmailVerified,
    phone,
  }: Known & Pick<ImportedUser, 'isEmailVerified' | 'phone'>): void {
    this.#names.set(usernameKey, { username, usernameKey, email, createdAt });
    if (isEmailVerified && email !== null) this.#emails.add(emailKey(email));
    if (phone !== null) this.#phones.add(phone);
  }

  hasPhone({ phone }: ImportedUser): boolean {
    return phone !== null && this.#phones.has(phone);
  }

  hasEmail({ email }: ImportedUser): boolean {
    return email !== null && this.#emails.has(emailKey(email));
  }

  /**
   * Whether somebody has the name, and whether it is this user, from an earlier run. The time of the account never
   * changes. Where the file has none, the address must be the same.
   */
  holderOf(user: ImportedUser): 'nobody' | 'sameUser' | 'anotherUser' {
    const known = this.#names.get(user.usernameKey);
    if (!known) return 'nobody';
    const isSame = user.createdAt
      ? known.createdAt?.getTime() === user.createdAt.getTime()
      : emailKey(known.email ?? '') === emailKey(user.email ?? '');
    return isSame && known.username === user.username ? 'sameUser' : 'anotherUser';
  }
}
