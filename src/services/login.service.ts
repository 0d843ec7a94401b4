import { User } from '../entities/index.js';
import type { SentCode } from '../entities/index.js';
import type { Channel } from '../two-factor/two-factor-provider.js';
import type { ChallengeService, OpenChallenge } from './challenge.service.js';
import { badInput, sentence, ServiceError } from './errors.js';
import { parseUsername, requireWellFormed } from './input.js';
import { hasSignedInFrom } from './known-address.js';
import { addressKey, subKey } from './limit-keys.js';
import type { PasswordService } from './password.service.js';
import type { RequestScope } from './request-scope.js';
import { isSecondFactorLocked, requireUnlocked } from './second-factor-lock.js';
import type { SecurityLogService } from './security-log.service.js';
import type { SessionService } from './session.service.js';
import { isFirstRefusal, LimitPassedError, type ThrottleService } from './throttle.service.js';
import type { TokenPair } from './token-pair.js';

/** What each of the four steps answers: you are signed in, or one more code is needed. */
export type AuthenticationResult =
  { kind: 'signedIn'; pair: TokenPair } | { kind: 'twoFactorRequired'; challenge: OpenChallenge };

export interface Credentials {
  username: string;
  password: string;
}

/** How a code is handed in: with the challenge, or, by a client that keeps nothing, with the credentials again. */
export interface SecondStep {
  token: string;
  challenge?: string | undefined;
  username?: string | undefined;
  password?: string | undefined;
}

/** RFC 8176 names of a password and of a code that came by each channel. */
const PASSWORD_ONLY = ['pwd'];
const METHOD_BY_CHANNEL: Record<Channel, string> = { sms: 'sms', call: 'tel', whatsapp: 'otp' };

export function amrWithSecondFactor(channel: Channel): string[] {
  return [...PASSWORD_ONLY, METHOD_BY_CHANNEL[channel], 'mfa'];
}

/** Signing in: the password step, and the code step after it. */
export class LoginService {
  constructor(
    private readonly passwords: PasswordService,
    private readonly challenges: ChallengeService,
    private readonly sessions: SessionService,
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
  ) {}

  /**
   * The password step.
   *
   * @throws INVALID_CREDENTIALS, the same in the same time, for an unknown user, a wrong password, an inactive
   * user, and a user without a password
   */
  async obtainToken(credentials: Credentials, scope: RequestScope): Promise<AuthenticationResult> {
    const user = await this.authenticate(credentials, scope);
    const phone = user.guardPhone();
    if (phone === null)
      return { kind: 'signedIn', pair: await this.sessions.openSession(user, { amr: PASSWORD_ONLY }, scope) };
    await this.notePassword(user, scope);
    requireUnlocked(user);
    const challenge = await this.challenges.startChallenge({ user, purpose: 'login', phone }, scope);
    return { kind: 'twoFactorRequired', challenge };
  }

  /**
   * The code step.
   *
   * @throws BAD_USER_INPUT when neither or both ways of naming the login are used; what `answer` throws
   */
  async verifyTwoFactorToken(step: SecondStep, scope: RequestScope): Promise<TokenPair> {
    const code = await this.findLoginCode(step, scope);
    await this.challenges.answer(code, step.token, scope);
    return this.sessions.openSession(
      code.user.getEntity(),
      { amr: amrWithSecondFactor(code.channel) },
      scope,
    );
  }

  private async findLoginCode(step: SecondStep, scope: RequestScope): Promise<SentCode> {
    const { challenge, username, password } = step;
    const byCredentials = username != null && password != null;
    if (challenge != null && username == null && password == null) {
      const code = await this.challenges.findByChallenge(challenge, scope);
      if (code.purpose !== 'login') throw new ServiceError('CHALLENGE_EXPIRED');
      return code;
    }
    if (challenge != null || !byCredentials) throw badInput('challenge', sentence('challengeOrCredentials'));
    const user = await this.authenticate({ username, password }, scope);
    await this.notePassword(user, scope);
    const phone = user.guardPhone();
    if (phone === null) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    return this.challenges.findByUser(user, 'login', phone, scope);
  }

  /** A right password leaves its trace where no session opens, and perhaps no message goes, too. */
  private async notePassword(user: User, scope: RequestScope): Promise<void> {
    const reason = isSecondFactorLocked(user) ? { reason: 'secondFactorLocked' } : {};
    await this.securityLog.record({ type: 'passwordAccepted', ...reason, userId: user.id }, scope);
  }

  /** Counts the attempt, then judges it. A hash of lower cost than today's is renewed on the way. */
  private async authenticate({ username, password }: Credentials, scope: RequestScope): Promise<User> {
    const { key } = parseUsername(username);
    // A NUL is a character of a password as any other.
    requireWellFormed('password', password);
    try {
      await this.countAttempt(key, scope);
    } catch (error) {
      if (isFirstRefusal(error)) await this.noteLimit(key, scope);
      throw error;
    }
    const user = await scope.em.findOne(User, { usernameKey: key });
    const matches = await this.passwords.matches(password, user?.passwordHash);
    if (!user || !matches || !user.isActive) {
      const reason = !user ? 'unknownUser' : !user.isActive ? 'inactiveUser' : 'wrongPassword';
      await this.noteRefusal(reason, user, scope);
      throw new ServiceError('INVALID_CREDENTIALS');
    }
    await this.renewHash(user, password, scope);
    return user;
  }

  /**
   * A stranger who uses up the tries of a username locks out strangers: from where its user signed in before,
   * there are tries of its own (OWASP ASVS 5.0, 6.3.1).
   */
  private async countAttempt(key: string, scope: RequestScope): Promise<void> {
    const address = addressKey(scope.ipAddress);
    try {
      await this.throttle.consume({ loginsPerAddress: address, loginsPerUsername: key });
    } catch (error) {
      const isForStrangers = error instanceof LimitPassedError && error.limit === 'loginsPerUsername';
      if (!isForStrangers || !(await hasSignedInFrom(scope.ipAddress, key, scope))) throw error;
      await this.throttle.consume({ loginsPerUsername: subKey(key, address) });
    }
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
  private async renewHash(user: User, password: string, { em }: RequestScope): Promise<void> {
    const { id, passwordHash } = user;
    if (passwordHash == null || !this.passwords.isOutdated(passwordHash)) return;
    await em.nativeUpdate(User, { id, passwordHash }, { passwordHash: await this.passwords.hash(password) });
  }
}
