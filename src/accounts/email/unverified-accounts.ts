import { randomUUID } from 'node:crypto';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import { addSeconds, type Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import type { RequestScope } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import { statement } from '../../core/statement.js';
import { inTransaction } from '../../core/transaction.js';
import { User } from '../user.entity.js';
import { emailKey } from './email-address.js';
import type { EmailSteps, OpenEmailStep, ProvenStep } from './email-steps.js';

/** An account that waits for the proof of its address. */
export interface WaitingAccount {
  readonly username: string;
  readonly usernameKey: string;
  readonly email: string;
  /** Null for one that somebody was invited to, who sets a password with the proof. */
  readonly passwordHash: string | null;
  readonly isStaff: boolean;
  /** How long it waits. */
  readonly seconds: number;
}

/**
 * Makes room for a new account: nobody has proved that the ones before it are theirs. A registration does not take the
 * place of an invitation, or strangers could end invitations.
 */
const REMOVE_WAITING = statement(`
  delete from users where unverified_until is not null and (
    (pg_catalog.lower(email collate "C") = :email::text and (password_hash is null) = :isInvited::boolean)
    or (username_key = :usernameKey::text and unverified_until <= :now::timestamptz)
  )`);

/** The account keeps its address once somebody proved it. */
const VERIFY = statement(`
  update users set email_verified_at = :now::timestamptz, unverified_until = null,
    password_hash = coalesce(:passwordHash::text, password_hash)
  where id = :userId::uuid and is_active and pg_catalog.lower(email collate "C") = :email::text
    and unverified_until > :now::timestamptz
  returning id`);

/** Not where the invitation was accepted in the meantime. */
const REMOVE_INVITED = statement(`
  delete from users where id = :userId::uuid and unverified_until is not null and password_hash is null
  returning id`);

/** The accounts that nobody can sign in to before their address is proved. */
export class UnverifiedAccounts {
  constructor(
    private readonly steps: EmailSteps,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** @throws USERNAME_TAKEN unless an account of this name would be replaced */
  async requireFreeName(usernameKey: string, email: string, { em }: RequestScope): Promise<void> {
    const holder = await em.findOne(
      User,
      { usernameKey },
      { fields: ['email', 'unverifiedUntil', 'passwordHash'] },
    );
    if (!holder) return;
    const until = holder.unverifiedUntil ?? null;
    const isOfAddress = holder.passwordHash != null && emailKey(holder.email ?? '') === emailKey(email);
    if (until === null || (until > this.clock() && !isOfAddress)) throw usernameTaken();
  }

  /**
   * Makes an account and queues the mail that proves its address.
   *
   * @param scope where the order came from
   * @throws USERNAME_TAKEN
   */
  async open(account: WaitingAccount, scope: RequestScope): Promise<OpenEmailStep & { userId: string }> {
    const { seconds, email, ...columns } = account;
    const now = this.clock();
    const userId = randomUUID();
    const isInvited = account.passwordHash === null;
    try {
      return await inTransaction(scope, async (within) => {
        const { usernameKey } = account;
        await REMOVE_WAITING.run(within.em, { email: emailKey(email), usernameKey, isInvited, now });
        await within.em.insert(User, {
          ...{ ...columns, id: userId, email, isActive: true, createdAt: now, credentialsChangedAt: now },
          unverifiedUntil: addSeconds(now, seconds),
        });
        await this.securityLog.record({ type: isInvited ? 'userInvited' : 'registered', userId }, within);
        const purpose = isInvited ? 'invite' : 'register';
        return { ...(await this.steps.open({ purpose, email, userId }, within)), userId };
      });
    } catch (error) {
      throw isUniqueViolation(error) ? usernameTaken() : error;
    }
  }

  /**
   * Removes the account of an invitation, whose link ends with it. Its name and its address are free at once.
   *
   * @returns false if it waits for no invitation to be accepted
   */
  async revokeInvitation(userId: string, scope: RequestScope): Promise<boolean> {
    return inTransaction(scope, async (within) => {
      const removed = await REMOVE_INVITED.run(within.em, { userId });
      if (removed.length === 0) return false;
      await this.securityLog.record({ type: 'invitationRevoked', userId }, within);
      return true;
    });
  }

  /**
   * The account of a right token may sign in from now on.
   *
   * @param passwordHash of an invitation, whose account has no password yet
   * @throws CHALLENGE_EXPIRED when the account is gone, or another one has proved the address meanwhile
   */
  async verify(step: ProvenStep, scope: RequestScope, passwordHash: string | null = null): Promise<User> {
    const { userId, email } = step;
    try {
      await inTransaction(scope, async (within) => {
        // The account is locked before the step, as by a registration that takes its place. Otherwise they could deadlock.
        const verified = await VERIFY.run(within.em, { userId, email, passwordHash, now: this.clock() });
        if (verified.length === 0) throw new ServiceError('CHALLENGE_EXPIRED');
        await this.steps.use(step, within);
        await this.securityLog.record({ type: 'emailVerified', userId }, within);
      });
    } catch (error) {
      if (isUniqueViolation(error)) throw new ServiceError('CHALLENGE_EXPIRED');
      throw error;
    }
    return scope.em.findOneOrFail(User, { id: userId }, { refresh: true });
  }
}

function usernameTaken(): ServiceError {
  return new ServiceError('USERNAME_TAKEN', undefined, { field: 'username' });
}
