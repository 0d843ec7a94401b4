import type { UnverifiedAccounts } from '../accounts/email/unverified-accounts.js';
import {
  EMAIL_AMR,
  type EmailSteps,
  type OpenEmailStep,
  type ProvenStep,
} from '../accounts/email/email-steps.js';
import { findStillProven } from '../accounts/email/proven-email.js';
import type { PasswordService } from '../accounts/password.service.js';
import { User } from '../accounts/user.entity.js';
import type { AccountConfig, TwoFactorPolicy } from '../config/config.js';
import type { RequestScope } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import { inTransaction } from '../core/transaction.js';
import type { AuthenticationResult } from '../factors/authentication-result.js';
import { readOverview } from '../factors/factor-overview.js';
import type { SecondFactors } from '../factors/second-factors.js';
import type { SessionService } from '../sessions/session.service.js';
import type { TokenPair } from '../tokens/token-pair.js';

export interface MailProof {
  readonly challenge: string;
  readonly token: string;
  /** Of the registration. If unset, the mail alone confirms it. */
  readonly password?: string | undefined;
}

/** Signing in with what a mail carries: after a registration, and in the place of the password where it is offered. */
export class EmailSignInService {
  constructor(
    private readonly config: Pick<AccountConfig, 'emailSignIn'>,
    private readonly steps: EmailSteps,
    private readonly accounts: UnverifiedAccounts,
    private readonly passwords: PasswordService,
    private readonly factors: SecondFactors,
    private readonly sessions: SessionService,
    private readonly policy: TwoFactorPolicy,
  ) {}

  /** @throws FORBIDDEN where it is not offered; BAD_USER_INPUT; RATE_LIMITED; SERVICE_UNAVAILABLE */
  async request(address: string, scope: RequestScope): Promise<OpenEmailStep> {
    if (!this.config.emailSignIn) throw new ServiceError('FORBIDDEN', sentence('emailSignInOff'));
    return this.steps.request({ purpose: 'signIn', address }, scope);
  }

  /**
   * Completes a registration or a sign-in by mail. The second factor is asked for as ever: a mailbox takes the place of
   * a password, and of nothing else.
   *
   * @throws INVALID_EMAIL_TOKEN; CHALLENGE_EXPIRED; RATE_LIMITED; INVALID_CREDENTIALS for another password than the one
   * of the registration; what `SecondFactors.begin` throws
   */
  async verify(
    { challenge, token, password }: MailProof,
    scope: RequestScope,
  ): Promise<AuthenticationResult> {
    const step = await this.steps.check({ challenge, token, purposes: ['register', 'signIn'] }, scope);
    if (step.purpose === 'signIn') return this.signIn(step, scope);
    if (password !== undefined) await this.requirePassword(step, password, scope);
    return this.completeRegistration(step, scope);
  }

  /** A person who opened the mail of a stranger's registration does not know its password, so nothing is confirmed. */
  private async requirePassword(step: ProvenStep, password: string, scope: RequestScope): Promise<void> {
    const user = await scope.em.findOne(User, { id: step.userId });
    if (await this.passwords.matches(password, user?.passwordHash, scope.ipAddress)) return;
    await this.steps.noteRejected('wrongPassword', step.userId, scope);
    throw new ServiceError('INVALID_CREDENTIALS', sentence('registrationPassword'), { field: 'password' });
  }

  /** Nobody adds a factor before the address is proved. */
  private async completeRegistration(step: ProvenStep, scope: RequestScope): Promise<AuthenticationResult> {
    const user = await this.accounts.verify(step, scope);
    return { kind: 'signedIn', pair: await this.openSession(user, scope) };
  }

  /**
   * Uses the step up only once there is what it is for: a session, or the second step. A code that cannot be sent leaves
   * the mail as it was.
   */
  private async signIn(step: ProvenStep, scope: RequestScope): Promise<AuthenticationResult> {
    const user = await findStillProven(step, scope.em);
    if (!user || !this.config.emailSignIn) throw new ServiceError('CHALLENGE_EXPIRED');
    if (user.isGuarded()) {
      const required = await this.steps.givingBack(step, scope, async () =>
        this.factors.begin(
          { user, purpose: 'signIn', firstAmr: EMAIL_AMR },
          await readOverview(user.id, scope),
          scope,
        ),
      );
      await this.steps.use(step, scope);
      return { kind: 'twoFactorRequired', required };
    }
    const pair = await inTransaction(scope, async (within) => {
      // The user is locked before the step, as by the removal of an account. Otherwise they could deadlock.
      const opened = await this.openSession(user, within);
      await this.steps.use(step, within);
      return opened;
    });
    return { kind: 'signedIn', pair };
  }

  private openSession(user: User, scope: RequestScope): Promise<TokenPair> {
    const mayOnlyEnroll = this.policy === 'required';
    const proof = { amr: [EMAIL_AMR], locale: scope.locale, mayOnlyEnroll, reason: 'email' };
    return this.sessions.openSession(user, proof, scope);
  }
}
