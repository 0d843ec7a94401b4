import type { PasswordService } from '../accounts/password.service.js';
import { emailKey, toEmailAddress } from '../accounts/email/email-address.js';
import { findNameByAddress } from '../accounts/email/proven-email.js';
import { User } from '../accounts/user.entity.js';
import { parseUsername } from '../accounts/username.js';
import type { SecurityLogService } from '../audit/security-log.service.js';
import type { RequestScope } from '../core/request-scope.js';
import { ServiceError } from '../core/service-error.js';
import { requireWellFormed } from '../core/text.js';
import { addressKey, sourceKeys, subKey } from '../limits/limit-keys.js';
import {
  type CountedAttempt,
  LimitPassedError,
  type RateLimitService,
} from '../limits/rate-limit.service.js';
import { hasSignedInFrom } from '../sessions/known-address.js';

export interface Credentials {
  username: string;
  password: string;
}

/** A login that was counted. */
interface CountedLogin {
  readonly attempt: CountedAttempt;
  /** The limit for strangers that it passed: only the right password changes that. */
  readonly passed?: LimitPassedError;
}

export interface Authenticated extends Pick<CountedLogin, 'attempt'> {
  readonly user: User;
}

/** Checks whether a username and a password belong together. Each try is counted, checked and logged. */
export class PasswordCheckService {
  constructor(
    private readonly passwords: PasswordService,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
  ) {}

  /**
   * Counts the attempt, then checks it.
   *
   * Past the limit for strangers only the right password from a known address gets through. Everything else returns
   * the same refusal as any other name: who was at this address before must not show.
   *
   * @throws INVALID_CREDENTIALS; RATE_LIMITED; SERVICE_UNAVAILABLE
   */
  async authenticate(credentials: Credentials, scope: RequestScope): Promise<Authenticated> {
    const key = await this.keyOf(credentials.username, scope);
    // A password may contain NUL.
    requireWellFormed('password', credentials.password);
    const { attempt, passed } = await this.countAttempt(key, scope);
    try {
      return { user: await this.check(key, credentials.password, scope), attempt };
    } catch (error) {
      throw passed && error instanceof ServiceError ? passed : error;
    }
  }

  /**
   * The name that tries are counted under. A confirmed address means its user, so it gives nobody further tries. Another
   * one counts in every spelling alike, or the number of tries would show which addresses are confirmed.
   */
  private async keyOf(name: string, { em }: RequestScope): Promise<string> {
    const { key } = parseUsername(name);
    if (!key.includes('@')) return key;
    const address = toEmailAddress(name);
    const found = await findNameByAddress({ usernameKey: key, address }, em);
    return found ?? (address === undefined ? key : emailKey(address));
  }

  /** Counts a login on the address and on the name, and past either limit on the name at a known address. */
  private async countAttempt(key: string, scope: RequestScope): Promise<CountedLogin> {
    try {
      const loginsPerAddress = sourceKeys(scope.ipAddress);
      const keys = { loginsPerAddress, loginsPerUsername: key };
      return { attempt: await this.rateLimits.consume(keys, () => this.noteLimit(key, scope)) };
    } catch (error) {
      if (!(error instanceof LimitPassedError) || !(await this.mayTryAtKnownAddress(key, scope))) throw error;
      return { attempt: error.attempt, passed: error };
    }
  }

  /**
   * Strangers who use up the tries of a username or of an address lock out strangers: at an address where its user
   * signed in before, each username has tries of its own (OWASP ASVS 5.0, 6.3.1).
   */
  private async mayTryAtKnownAddress(key: string, scope: RequestScope): Promise<boolean> {
    if (!(await hasSignedInFrom(scope.ipAddress, key, scope))) return false;
    try {
      const loginsPerUsername = subKey(key, addressKey(scope.ipAddress));
      await this.rateLimits.consume({ loginsPerUsername }, () => this.noteLimit(key, scope));
      return true;
    } catch (error) {
      if (!(error instanceof LimitPassedError)) throw error;
      return false;
    }
  }

  /** Replaces a hash with a lower cost than the current one, or of another system. */
  private async check(usernameKey: string, password: string, scope: RequestScope): Promise<User> {
    const user = await scope.em.findOne(User, { usernameKey });
    const matches = await this.passwords.matches(password, user?.passwordHash, scope.ipAddress);
    if (!user || !matches || !user.isActive) {
      const reason = !user ? 'unknownUser' : !user.isActive ? 'inactiveUser' : 'wrongPassword';
      await this.noteRefusal(reason, user, scope);
      throw new ServiceError('INVALID_CREDENTIALS');
    }
    if (user.unverifiedUntil != null) {
      await this.noteRefusal('emailNotVerified', user, scope);
      throw new ServiceError('EMAIL_NOT_VERIFIED');
    }
    await this.renewHash(user, password, scope);
    return user;
  }

  private async noteLimit(usernameKey: string, scope: RequestScope): Promise<void> {
    const user = await scope.em.findOne(User, { usernameKey }, { fields: ['id'] });
    await this.noteRefusal('rateLimited', user, scope);
  }

  private async noteRefusal(
    reason: string,
    user: Pick<User, 'id'> | null,
    scope: RequestScope,
  ): Promise<void> {
    await this.securityLog.record({ type: 'signInRefused', reason, ...(user && { userId: user.id }) }, scope);
  }

  /** Conditional on the old hash, so that a password changed meanwhile is not put back. */
  private async renewHash(user: User, password: string, { em, ipAddress }: RequestScope): Promise<void> {
    const { id, passwordHash } = user;
    if (passwordHash == null || !this.passwords.isOutdated(passwordHash, password)) return;
    const renewed = await this.passwords.hash(password, ipAddress);
    await em.nativeUpdate(User, { id, passwordHash }, { passwordHash: renewed });
  }
}
