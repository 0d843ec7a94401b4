import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../core/clock.js';
import { isUniqueViolation } from '../core/database-failure.js';
import { User } from './user.entity.js';
import { badInput } from '../core/service-error.js';
import { parseNewUsername, parseUsername } from './username.js';
import { parseEmailAddress } from './email/email-address.js';
import type { NewPasswordService } from './new-password.service.js';
import type { PasswordService } from './password.service.js';
import { commandLineScope, type EventScope, type SecurityLogService } from '../audit/security-log.service.js';

export interface NewUser {
  username: string;
  email?: string | undefined;
  /** If unset, nobody can sign in until there is one. */
  password?: string | undefined;
  isStaff?: boolean | undefined;
}

/** Creates and finds users. */
export class UserService {
  constructor(
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * @param scope where the order came from
   * @throws BAD_USER_INPUT for a name that is taken or that `parseNewUsername` refuses, and for an address that is
   * none; WEAK_PASSWORD
   */
  async createUser(
    { username: name, email, password, isStaff = false }: NewUser,
    em: EntityManager,
    scope: EventScope = commandLineScope(em),
  ): Promise<User> {
    const { username, key } = parseNewUsername(name);
    if (password !== undefined) await this.newPasswords.require('password', password, username);
    const now = this.clock();
    const user = {
      id: randomUUID(),
      username,
      usernameKey: key,
      email: email === undefined ? null : parseEmailAddress(email),
      passwordHash: password === undefined ? null : await this.passwords.hash(password),
      isActive: true,
      isStaff,
      credentialsChangedAt: now,
      createdAt: now,
    };
    try {
      await em.insert(User, user);
    } catch (error) {
      if (isUniqueViolation(error)) throw badInput('username', 'There is a user of this name already.');
      throw error;
    }
    await this.securityLog.record({ type: 'userCreated', userId: user.id }, scope);
    return em.findOneOrFail(User, { id: user.id });
  }

  /** @throws BAD_USER_INPUT when there is no such user */
  async findByUsername(username: string, em: EntityManager): Promise<User> {
    const user = await em.findOne(User, { usernameKey: parseUsername(username).key });
    if (!user) throw badInput('username', 'There is no user of this name.');
    return user;
  }

  async isEmpty(em: EntityManager): Promise<boolean> {
    return (await em.count(User, {})) === 0;
  }
}
