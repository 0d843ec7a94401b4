import type { EntityManager } from '@mikro-orm/postgresql';
import { raw } from '@mikro-orm/core';
import { User } from '../user.entity.js';
import { emailKey } from './email-address.js';

/** The user who has proved an address. At most one has. */
export async function findByEmail(address: string, em: EntityManager): Promise<User | null> {
  return em.findOne(User, {
    [raw('pg_catalog.lower(email collate "C")')]: emailKey(address),
    emailVerifiedAt: { $ne: null },
  });
}
