import { randomUUID } from 'node:crypto';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import { addSeconds, type Clock, DAY_SECONDS } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashCode, hashSecret, sameText } from '../../core/secrets.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import { dateOf } from '../../core/statement.js';
import { UUID } from '../../core/text.js';
import { sourceKeys } from '../../limits/limit-keys.js';
import type { AttemptKeys, RateLimitService } from '../../limits/rate-limit.service.js';
import type { OutboxService } from '../../outbox/outbox.service.js';
import { domainOf, emailKey, parseEmailAddress } from './email-address.js';
import { EmailStep, type EmailPurpose, MAX_EMAIL_ATTEMPTS } from './email-step.entity.js';
import {
  COUNT_TRY,
  type CountedStep,
  GIVE_TRY_BACK,
  OPEN_STEP,
  RESEND_STEP,
  USE_STEP,
} from './email-step.sql.js';

/** In the outbox: a mail that proves an address. */
export const EMAIL_STEP_MAIL = 'emailStep';

/** Eight digits: ten tries an hour are one in ten million. */
export const EMAIL_CODE_LENGTH = 8;
export const EMAIL_CODE_SECONDS = 600;
const CODE = new RegExp(`^\\d{${EMAIL_CODE_LENGTH}}$`);
export const INVITATION_SECONDS = 7 * DAY_SECONDS;

/** RFC 8176 name of a code or link that came by mail. It is no authenticator (NIST SP 800-63B-4, 3.1.3.1). */
export const EMAIL_AMR = 'otp';

/** How long a link is valid. */
const LINK_SECONDS: Record<EmailPurpose, number> = {
  register: DAY_SECONDS,
  invite: INVITATION_SECONDS,
  signIn: EMAIL_CODE_SECONDS,
  resetPassword: 1800,
  changeEmail: DAY_SECONDS,
  keepAccount: 7 * DAY_SECONDS,
};

/**
 * Go to addresses that nobody here has confirmed, so their number has a limit for each domain. Others do not: strangers
 * who use the limit of a large domain up must not keep its users from setting a forgotten password.
 */
const TO_ANYBODY: ReadonlySet<EmailPurpose> = new Set(['register', 'changeEmail']);

const RESEND_SECONDS = 60;
/** Mails of one step. */
const MAX_SENDS = 4;

/** A step, as the client that asked for it sees it: the same whether anybody has the address. */
export interface OpenEmailStep {
  readonly challenge: string;
  readonly codeLength: number;
  /** Of the code. A link may be valid for longer. */
  readonly expiresAt: Date;
  readonly resendAt: Date;
}

/** A step whose token or code was right. */
export interface ProvenStep extends Pick<CountedStep, 'id' | 'purpose' | 'email' | 'createdAt'> {
  readonly userId: string;
}

/**
 * Proves an address: a mail with a link and a code is requested, and the token or the code comes back. No request shows
 * who has an account: all run the same statements, and the mail is written later, from the outbox.
 */
export class EmailSteps {
  /** @param sendsMail whether this server has a mail server */
  constructor(
    private readonly sendsMail: boolean,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /** @throws SERVICE_UNAVAILABLE where no mail can be sent */
  requireMail(): void {
    if (!this.sendsMail) throw new ServiceError('SERVICE_UNAVAILABLE', sentence('mailNotConfigured'));
  }

  /**
   * Opens a step for an address that somebody typed: counts its mail, and queues it.
   *
   * @param userId as in `open`
   * @throws BAD_USER_INPUT; RATE_LIMITED; SERVICE_UNAVAILABLE where no mail can be sent
   */
  async request(
    { purpose, address, userId }: { purpose: EmailPurpose; address: string; userId?: string },
    scope: RequestScope,
  ): Promise<OpenEmailStep> {
    const email = parseEmailAddress(address);
    await this.count(purpose, email, scope);
    return this.open({ purpose, email, ...(userId !== undefined && { userId }) }, scope);
  }

  /** Counts a mail before it is queued. @throws RATE_LIMITED; SERVICE_UNAVAILABLE where no mail can be sent */
  async count(purpose: EmailPurpose, email: string, scope: RequestScope): Promise<void> {
    this.requireMail();
    const key = emailKey(email);
    const mailsPerDomain = TO_ANYBODY.has(purpose) ? { mailsPerDomain: domainOf(key) } : {};
    const mailsPerAddress = sourceKeys(scope.ipAddress);
    await this.consume({ mailsPerAddress, ...mailsPerDomain, mailsPerRecipient: key }, scope);
  }

  /** As `count`, for mails that staff has sent: only the address has a limit. @throws RATE_LIMITED */
  async countRecipient(email: string, scope: RequestScope): Promise<void> {
    await this.consume({ mailsPerRecipient: emailKey(email) }, scope);
  }

  /** Counts an account that somebody registers. @throws RATE_LIMITED */
  async countRegistration(scope: RequestScope): Promise<void> {
    await this.consume({ registrationsPerAddress: sourceKeys(scope.ipAddress) }, scope);
  }

  private async consume(keys: AttemptKeys, scope: RequestScope): Promise<void> {
    await this.rateLimits.consume(keys, () =>
      this.securityLog.record({ type: 'mailRefused', reason: 'rateLimited' }, scope),
    );
  }

  /**
   * Opens a step and queues its mail. `count` comes first.
   *
   * @param userId of a step whose user is known from the request; otherwise the mail is for the owner of the address
   * @param scope of the transaction, if the step belongs to one
   */
  async open(
    { purpose, email, userId }: { purpose: EmailPurpose; email: string; userId?: string },
    scope: RequestScope,
  ): Promise<OpenEmailStep> {
    const now = this.clock();
    const id = randomUUID();
    const times = this.timesOf(purpose, now);
    await OPEN_STEP.run(scope.em, {
      ...{ id, purpose, email: emailKey(email), userId: userId ?? null, locale: scope.locale ?? null, now },
      ...{ ...times, messageId: randomUUID(), messageKind: EMAIL_STEP_MAIL },
    });
    this.outbox.noteAdded(scope);
    return toOpen(id, times);
  }

  /** Sends the mail of a step again. @throws RATE_LIMITED within the pause; CHALLENGE_EXPIRED */
  async resend(challenge: string, scope: RequestScope): Promise<OpenEmailStep> {
    this.requireMail();
    const step = UUID.test(challenge) ? await scope.em.findOne(EmailStep, { id: challenge }) : null;
    const now = this.clock();
    if (!step || step.usedAt != null || step.expiresAt <= now || step.sends >= MAX_SENDS)
      throw new ServiceError('CHALLENGE_EXPIRED');
    const waitMs = step.resendAt.getTime() - now.getTime();
    if (waitMs > 0) {
      const retryAfter = Math.ceil(waitMs / 1000);
      throw new ServiceError('RATE_LIMITED', sentence('mailJustSent', { retryAfter }), { retryAfter });
    }
    await this.count(step.purpose, step.email, scope);
    const times = this.timesOf(step.purpose, now, step.sends);
    const queued = await RESEND_STEP.run(scope.em, {
      ...{ ...times, id: step.id, now, maxSends: MAX_SENDS },
      ...{ messageId: randomUUID(), messageKind: EMAIL_STEP_MAIL },
    });
    if (queued.length === 0) throw new ServiceError('CHALLENGE_EXPIRED');
    this.outbox.noteAdded(scope);
    return toOpen(step.id, times);
  }

  /**
   * Checks the token of a link, or a typed code. The step is not used up yet: `use` does that.
   *
   * @throws INVALID_EMAIL_TOKEN with `attemptsLeft`; CHALLENGE_EXPIRED; RATE_LIMITED
   */
  async check(
    { challenge, token, purposes }: { challenge: string; token: string; purposes: readonly EmailPurpose[] },
    scope: RequestScope,
  ): Promise<ProvenStep> {
    const now = this.clock();
    await this.countToken(scope);
    const [step] = UUID.test(challenge)
      ? await COUNT_TRY.run(scope.em, { id: challenge, purposes, now, maxAttempts: MAX_EMAIL_ATTEMPTS })
      : [];
    if (!step) throw new ServiceError('CHALLENGE_EXPIRED');
    const { userId } = step;
    if ((await this.isRight(step, token.trim(), now, scope)) && userId !== null) return { ...step, userId };
    await this.noteRejected('wrongToken', userId, scope);
    throw new ServiceError('INVALID_EMAIL_TOKEN', undefined, {
      attemptsLeft: MAX_EMAIL_ATTEMPTS - step.attempts,
    });
  }

  /** Counts a token of a mail on the address that it comes from, before it is checked. @throws RATE_LIMITED */
  async countToken(scope: RequestScope): Promise<void> {
    await this.rateLimits.consume({ codesPerAddress: sourceKeys(scope.ipAddress) }, () =>
      this.noteRejected('rateLimited', null, scope),
    );
  }

  /** Uses a step up. @param scope of the transaction of what it proves. @throws CHALLENGE_EXPIRED for the second of two */
  async use({ id }: ProvenStep, scope: Pick<RequestScope, 'em'>): Promise<void> {
    const used = await USE_STEP.run(scope.em, { id, now: this.clock() });
    if (used.length === 0) throw new ServiceError('CHALLENGE_EXPIRED');
  }

  /** Does work for a right token. If another argument is refused, the token was no guess, and its try is given back. */
  async givingBack<T>(
    { id }: ProvenStep,
    scope: Pick<RequestScope, 'em'>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await GIVE_TRY_BACK.run(scope.em, { id });
      throw error;
    }
  }

  /** Takes the same time whether a mail was sent. A link has 256 bits, so only codes count on the address. */
  private async isRight(step: CountedStep, token: string, now: Date, scope: RequestScope): Promise<boolean> {
    const digits = token.replace(/[\s-]/g, '');
    if (!CODE.test(digits)) return step.tokenHash !== null && sameText(hashSecret(token), step.tokenHash);
    await this.rateLimits.consume({ mailCodesPerRecipient: step.email }, () =>
      this.noteRejected('rateLimited', step.userId, scope),
    );
    const isSame = sameText(await hashCode(digits, step.id), step.codeHash ?? '');
    return isSame && dateOf(step.codeExpiresAt) > now;
  }

  /** Records a token that is refused. @param userId null if nobody knows whose it is */
  noteRejected(reason: string, userId: string | null, scope: RequestScope): Promise<void> {
    const event = { type: 'emailTokenRejected', reason, ...(userId !== null && { userId }) } as const;
    return this.securityLog.record(event, scope);
  }

  private timesOf(purpose: EmailPurpose, now: Date, sends = 0) {
    return {
      codeExpiresAt: addSeconds(now, EMAIL_CODE_SECONDS),
      resendAt: addSeconds(now, RESEND_SECONDS * 2 ** sends),
      expiresAt: addSeconds(now, LINK_SECONDS[purpose]),
    };
  }
}

function toOpen(challenge: string, { codeExpiresAt, resendAt }: { codeExpiresAt: Date; resendAt: Date }) {
  return { challenge, codeLength: EMAIL_CODE_LENGTH, expiresAt: codeExpiresAt, resendAt };
}
