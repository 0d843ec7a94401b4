import type { EntityManager } from '@mikro-orm/postgresql';
import type { UserService } from './services/user.service.js';

export const DEMO_USER = { username: 'twilio', password: 'twiliopass' } as const;

/**
 * Gives an empty embedded database somebody to sign in as.
 *
 * @returns whether the demo user was made now
 */
export async function createDemoUser(users: UserService, em: EntityManager): Promise<boolean> {
  if (!(await users.isEmpty(em))) return false;
  await users.createUser({ ...DEMO_USER, email: 'twilio@example.com', isStaff: true }, em);
  return true;
}
