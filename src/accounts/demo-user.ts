import type { EntityManager } from '@mikro-orm/postgresql';
import { startScope } from '../audit/security-log.service.js';
import type { PasswordService } from './password.service.js';
import { User } from './user.entity.js';
import type { UserService } from './user.service.js';
import { usernameKey } from './username.js';

export interface DemoUser {
  readonly username: string;
  readonly password: string;
}

export const DEMO_USER: DemoUser = { username: 'twilio', password: 'twiliopass' };

/** Creates the demo user in a database without users. The password is public: for development only. */
export async function createDemoUser(users: UserService, em: EntityManager): Promise<void> {
  if (!(await users.isEmpty(em))) return;
  await users.createUser({ ...DEMO_USER, email: 'twilio@example.com', isStaff: true }, em, startScope(em));
}

/** @returns the demo user, if it can sign in with its public password; null after somebody changed either */
export async function findDemoUser(passwords: PasswordService, em: EntityManager): Promise<DemoUser | null> {
  const user = await em.findOne(User, { usernameKey: usernameKey(DEMO_USER.username), isActive: true });
  if (!user || !(await passwords.matches(DEMO_USER.password, user.passwordHash))) return null;
  return DEMO_USER;
}
