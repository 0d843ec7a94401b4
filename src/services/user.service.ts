import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { User } from '../entities/index.js';
import {
  type Change,
  type CredentialChangeService,
  WITHOUT_SECOND_FACTOR,
} from './credential-change.service.js';
import { badInput, ServiceError } from './errors.js';
import { parseUsername, UUID } from './input.js';
import type { PasswordService } from './password.service.js';
import type { RequestScope, Viewer } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { commandLineScope, type SecurityLogService } from './security-log.service.js';
import { inTransaction } from './transaction.js';
import type { ThrottleService } from './throttle.service.js';
import { findUserPage, type UserPage, type UserPageRequest } from './user-page.js';
import { requireStaff } from './viewer.js';

export interface NewUser {
  username: string;
  email?: string | undefined;
  /** Left out, nobody can sign in until one is set. */
  password?: string | undefined;
  isStaff?: boolean | undefined;
}

/** Who the users are, and what staff may do with them. */
export class UserService {
  constructor(
    private readonly passwords: PasswordService,
    private readonly changes: CredentialChangeService,
    private readonly revocations: RevocationService,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** @throws FORBIDDEN unless the viewer is staff now, whatever their token was made for */
  async findUser(viewer: Viewer, id: string, scope: Pick<RequestScope, 'em'>): Promise<User | null> {
    await requireStaff(viewer, scope);
    return UUID.test(id) ? scope.em.findOne(User, { id }) : null;
  }

  /** @throws FORBIDDEN unless the viewer is staff; what `findUserPage` throws */
  async listUsers(viewer: Viewer, page: UserPageRequest, scope: Pick<RequestScope, 'em'>): Promise<UserPage> {
    await requireStaff(viewer, scope);
    return findUserPage(page, scope.em);
  }

  /** @throws BAD_USER_INPUT for a name that is taken or an address that is none; WEAK_PASSWORD */
  async createUser(
    { username: name, email, password, isStaff = false }: NewUser,
    em: EntityManager,
  ): Promise<User> {
    const { username, key } = parseUsername(name);
    if (password !== undefined) this.passwords.requireStrong('password', password, username);
    const now = this.clock();
    const user = {
      id: randomUUID(),
      username,
      usernameKey: key,
      email: email === undefined ? null : parseEmail(email),
      passwordHash: password === undefined ? null : await this.passwords.hash(password),
      isActive: true,
      isStaff,
      credentialsChangedAt: now,
      createdAt: now,
    };
    try {
      await em.insert(User, user);
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException)
        throw badInput('username', 'There is a user of this name already.');
      throw error;
    }
    await this.securityLog.record({ type: 'userCreated', userId: user.id }, commandLineScope(em));
    return em.findOneOrFail(User, { id: user.id });
  }

  /** Staff sets a new password; every session and pending code of the user ends. @throws WEAK_PASSWORD */
  async setPassword(user: User, password: string, em: EntityManager): Promise<void> {
    this.passwords.requireStrong('password', password, user.username);
    const passwordHash = await this.passwords.hash(password);
    await this.changeCredential(user, { change: { passwordHash }, event: 'passwordChanged' }, em);
  }

  /** Deactivating ends every session at once. */
  async setActive(user: User, isActive: boolean, em: EntityManager): Promise<void> {
    const type = isActive ? 'userActivated' : 'userDeactivated';
    await inTransaction(commandLineScope(em), async (within) => {
      await within.em.nativeUpdate(User, { id: user.id }, { isActive });
      await this.securityLog.record({ type, userId: user.id }, within);
      if (!isActive) await this.revocations.revokeAll(user.id, 'deactivated', within);
    });
  }

  async grantStaff(user: User, em: EntityManager): Promise<void> {
    await em.nativeUpdate(User, { id: user.id }, { isStaff: true });
    await this.securityLog.record({ type: 'staffGranted', userId: user.id }, commandLineScope(em));
  }

  /** Counts at the next request: no token says who is staff. */
  async revokeStaff(user: User, em: EntityManager): Promise<void> {
    await em.nativeUpdate(User, { id: user.id }, { isStaff: false });
    await this.securityLog.record({ type: 'staffRevoked', userId: user.id }, commandLineScope(em));
  }

  /** Lets the user try codes again, at once. @throws SERVICE_UNAVAILABLE when the tries cannot be forgotten */
  async unlock(user: User, em: EntityManager): Promise<void> {
    await this.throttle.forget('codesPerUser', user.id);
    await em.nativeUpdate(User, { id: user.id }, { wrongCodesInRow: 0 });
    await this.securityLog.record({ type: 'secondFactorUnlocked', userId: user.id }, commandLineScope(em));
  }

  /** For whoever lost the phone: as `CredentialService.disableTwoFactor`. @throws TWO_FACTOR_NOT_ENABLED */
  async disableTwoFactor(user: User, em: EntityManager): Promise<void> {
    if (user.guardPhone() === null) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    await this.changeCredential(user, { change: WITHOUT_SECOND_FACTOR, event: 'twoFactorDisabled' }, em);
  }

  /** Ends every session of the user, at once. */
  async signOut(user: User, em: EntityManager): Promise<void> {
    await this.revocations.revokeAll(user.id, 'staff', commandLineScope(em));
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

  private async changeCredential(user: User, change: Change, em: EntityManager): Promise<void> {
    const byStaff = { ...change, reason: 'staff' };
    await this.changes.apply({ user, viewer: null }, byStaff, commandLineScope(em), async () => undefined);
  }
}

/**
 * As strict as HTML's own e-mail field, which is what the API promises of one, and with a domain that has a dot.
 * Whether it exists only a message to it can tell.
 */
const EMAIL = z
  .string()
  .max(254)
  .regex(z.regexes.html5Email)
  .regex(/@.+\../);

function parseEmail(email: string): string {
  const { success, data } = EMAIL.safeParse(email.trim());
  if (!success) throw badInput('email', 'This is not an e-mail address.');
  return data;
}
