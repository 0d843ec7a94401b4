import { randomUUID } from 'node:crypto';
import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { AccountConfig } from '../../config/config.js';
import { addSeconds, type Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import { statement } from '../../core/statement.js';
import { inTransaction } from '../../core/transaction.js';
import { sourceKeys } from '../../limits/limit-keys.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import type { PasswordService } from '../password.service.js';
import { User } from '../user.entity.js';
import { parseNewUsername } from '../username.js';
import { domainOf, emailKey, isWithin, parseEmailAddress } from './email-address.js';
import type { EmailSteps, OpenEmailStep, ProvenStep } from './email-steps.js';

/** How long an account waits for the proof of its address. */
const UNVERIFIED_SECONDS = 86_400;

/** Makes room for a new account: nobody has proved that the ones before it are theirs. */
const REMOVE_UNVERIFIED = statement(`
  delete from users where unverified_until is not null and (
    lower(email collate "C") = :email::text
    or (username_key = :usernameKey::text and unverified_until <= :now::timestamptz)
  )`);

/** The account keeps its address once somebody proved it. */
const VERIFY = statement(`
  update users set email_verified_at = :now::timestamptz, unverified_until = null
  where id = :userId::uuid and is_active and lower(email collate "C") = :email::text
    and unverified_until > :now::timestamptz
  returning id`);

export interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** People who make an account for themselves. */
export class RegistrationService {
  constructor(
    private readonly config: AccountConfig,
    private readonly steps: EmailSteps,
    private readonly passwords: PasswordService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account that cannot sign in until its address is proved. It takes the place of an account that waits for
   * the same address.
   *
   * An address that another account has proved gets the same account and the same result. Its owner gets a mail that
   * says so, and the new account goes after a day.
   *
   * @throws FORBIDDEN where nobody may register; BAD_USER_INPUT, WEAK_PASSWORD; USERNAME_TAKEN; RATE_LIMITED;
   * SERVICE_UNAVAILABLE where no mail can be sent
   */
  async register(account: NewAccount, scope: RequestScope): Promise<OpenEmailStep> {
    if (this.config.registration !== 'open')
      throw new ServiceError('FORBIDDEN', sentence('registrationClosed'));
    this.steps.requireMail();
    const { username, key } = parseNewUsername(account.username);
    const email = this.parseAllowed(account.email);
    this.passwords.requireStrong('password', account.password, username);
    await this.rateLimits.consume({ registrationsPerAddress: sourceKeys(scope.ipAddress) }, () =>
      this.securityLog.record({ type: 'mailRefused', reason: 'rateLimited' }, scope),
    );
    await this.requireFreeName(key, email, scope);
    await this.steps.count(email, scope);
    const passwordHash = await this.passwords.hash(account.password, scope.ipAddress);
    const now = this.clock();
    const user = {
      ...{
        id: randomUUID(),
        username,
        usernameKey: key,
        email,
        passwordHash,
        isActive: true,
        isStaff: false,
      },
      ...{ unverifiedUntil: addSeconds(now, UNVERIFIED_SECONDS), credentialsChangedAt: now, createdAt: now },
    };
    try {
      return await inTransaction(scope, async (within) => {
        await REMOVE_UNVERIFIED.run(within.em, { email: emailKey(email), usernameKey: key, now });
        await within.em.insert(User, user);
        await this.securityLog.record({ type: 'registered', userId: user.id }, within);
        return this.steps.open({ purpose: 'register', email, userId: user.id }, within);
      });
    } catch (error) {
      throw error instanceof UniqueConstraintViolationException ? usernameTaken() : error;
    }
  }

  /**
   * The account of a right token may sign in from now on.
   *
   * @throws CHALLENGE_EXPIRED when the account is gone, or another one has proved the address meanwhile
   */
  async verify(step: ProvenStep, scope: RequestScope): Promise<User> {
    const { userId, email } = step;
    try {
      await inTransaction(scope, async (within) => {
        await this.steps.use(step, within);
        const verified = await VERIFY.run(within.em, { userId, email, now: this.clock() });
        if (verified.length === 0) throw new ServiceError('CHALLENGE_EXPIRED');
        await this.securityLog.record({ type: 'emailVerified', userId }, within);
      });
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) throw new ServiceError('CHALLENGE_EXPIRED');
      throw error;
    }
    return scope.em.findOneOrFail(User, { id: userId }, { refresh: true });
  }

  private parseAllowed(text: string): string {
    const email = parseEmailAddress(text);
    const domain = domainOf(email);
    const { domains, refusedDomains } = this.config;
    const isAllowed = domains.length === 0 || isWithin(domain, domains);
    if (!isAllowed || isWithin(domain, refusedDomains)) throw badInput('email', sentence('emailDomain'));
    return email;
  }

  /** Names are no secret: a person who wants one must know. Addresses are. @throws USERNAME_TAKEN */
  private async requireFreeName(usernameKey: string, email: string, { em }: RequestScope): Promise<void> {
    const holder = await em.findOne(User, { usernameKey }, { fields: ['email', 'unverifiedUntil'] });
    if (!holder) return;
    const until = holder.unverifiedUntil ?? null;
    const isReplaced =
      until !== null && (until <= this.clock() || emailKey(holder.email ?? '') === emailKey(email));
    if (!isReplaced) throw usernameTaken();
  }
}

function usernameTaken(): ServiceError {
  return new ServiceError('USERNAME_TAKEN', undefined, { field: 'username' });
}
