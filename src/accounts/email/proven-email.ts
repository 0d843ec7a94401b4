import type { EntityManager } from '@mikro-orm/postgresql';
import { raw } from '@mikro-orm/core';
import { dateOf, statement } from '../../core/statement.js';
import { User } from '../user.entity.js';
import { emailKey } from './email-address.js';
import type { ProvenStep } from './email-steps.js';

/**
 * The user of a step, if its address is still the one that they have proved, and no credential changed since the step was
 * opened.
 */
export async function findStillProven(
  step: Pick<ProvenStep, 'userId' | 'email' | 'createdAt'>,
  em: EntityManager,
): Promise<User | null> {
  const user = await em.findOne(User, { id: step.userId, isActive: true });
  const isProven = user?.emailVerifiedAt != null && emailKey(user.email ?? '') === step.email;
  return isProven && isSinceChange(step, user) ? user : null;
}

/**
 * Whether a step was opened since the last change of a credential. A mail that somebody had sent before the owner threw
 * them out is worth nothing after it.
 */
export function isSinceChange({ createdAt }: Pick<ProvenStep, 'createdAt'>, user: User): boolean {
  return dateOf(createdAt) >= user.credentialsChangedAt;
}

const FIND_NAME = statement(`
  select username_key as "usernameKey" from users
  where username_key = :usernameKey::text
    or (pg_catalog.lower(email collate "C") = :email::text and email_verified_at is not null)
  order by username_key = :usernameKey::text desc limit 1`).returning<{ usernameKey: string }>();

/**
 * The compared form of the username that somebody means who typed an address. Older usernames may hold an `@`.
 *
 * @returns undefined where no user has this name or has proved this address
 */
export async function findNameByAddress(
  { usernameKey, address }: { usernameKey: string; address: string | undefined },
  em: EntityManager,
): Promise<string | undefined> {
  const email = address === undefined ? null : emailKey(address);
  const [found] = await FIND_NAME.run(em, { usernameKey, email });
  return found?.usernameKey;
}

/** The user who has proved an address. At most one has. */
export async function findByEmail(address: string, em: EntityManager): Promise<User | null> {
  return em.findOne(User, {
    [raw('pg_catalog.lower(email collate "C")')]: emailKey(address),
    emailVerifiedAt: { $ne: null },
  });
}
