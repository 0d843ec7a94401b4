import type { AccountConfig } from '../../config/config.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import type { NewPasswordService } from '../new-password.service.js';
import type { PasswordService } from '../password.service.js';
import { parseNewUsername } from '../username.js';
import { domainOf, isWithin, parseEmailAddress } from './email-address.js';
import type { EmailSteps, OpenEmailStep } from './email-steps.js';
import type { UnverifiedAccounts } from './unverified-accounts.js';

/** How long an account waits for the proof of its address. */
const UNVERIFIED_SECONDS = 86_400;

export interface NewAccount {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

/** Registration: people make an account for themselves. */
export class RegistrationService {
  constructor(
    private readonly config: AccountConfig,
    private readonly accounts: UnverifiedAccounts,
    private readonly steps: EmailSteps,
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
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
    const { username, key: usernameKey } = parseNewUsername(account.username);
    const email = this.parseAllowed(account.email);
    await this.steps.countRegistration(scope);
    await this.newPasswords.require('password', account.password, username);
    await this.accounts.requireFreeName(usernameKey, email, scope);
    await this.steps.count('register', email, scope);
    const passwordHash = await this.passwords.hash(account.password, scope.ipAddress);
    const waiting = {
      username,
      usernameKey,
      email,
      passwordHash,
      isStaff: false,
      seconds: UNVERIFIED_SECONDS,
    };
    return this.accounts.open(waiting, scope);
  }

  private parseAllowed(text: string): string {
    const email = parseEmailAddress(text);
    const domain = domainOf(email);
    const { domains, refusedDomains } = this.config;
    const isAllowed = domains.length === 0 || isWithin(domain, domains);
    if (!isAllowed || isWithin(domain, refusedDomains)) throw badInput('email', sentence('emailDomain'));
    return email;
  }
}
