import type { Clock } from '../clock.js';
import { Challenge, SentCode, type User } from '../entities/index.js';
import type {
  Channel,
  CheckOutcome,
  FactorReference,
  Purpose,
  TwoFactorProvider,
} from '../two-factor/two-factor-provider.js';
import { OPEN_CHALLENGE } from './challenge-statements.js';
import type { CodeAttemptService } from './code-attempt.service.js';
import type { ConversionService } from './conversion.service.js';
import type { CodeRequest, DeliveryService } from './delivery.service.js';
import { ServiceError } from './errors.js';
import { parseToken } from './input.js';
import { deliveryOf, factorOf, sendError } from './provider-terms.js';
import type { RequestScope } from './request-scope.js';
import { isSecondFactorLocked } from './second-factor-lock.js';
import { hashSecret, randomSecret } from './secrets.js';
import type { SecurityLogService } from './security-log.service.js';

/** On one code, the newest: twice as many as the logins that a username has while it lives. */
const MAX_CHALLENGES = 20;

/** A code is on its way: what the client needs to ask for it and to send it back. */
export interface OpenChallenge {
  /** Known to the client alone. */
  secret: string;
  phone: string;
  channel: Channel;
  availableChannels: readonly Channel[];
  codeLength: number;
  attemptsLeft: number;
  resendAt: Date;
  expiresAt: Date;
}

/** One-time codes: who may try one, how often, and that it counts once. */
export class ChallengeService {
  constructor(
    private readonly provider: TwoFactorProvider,
    private readonly deliveries: DeliveryService,
    private readonly conversions: ConversionService,
    private readonly attempts: CodeAttemptService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Has a code sent and gives the right to answer it. @throws what `DeliveryService.deliver` throws */
  async startChallenge(request: CodeRequest, scope: RequestScope): Promise<OpenChallenge> {
    // As they were when they were proved: sending takes time, and may read the user anew.
    const { credentialsChangedAt } = request.user;
    const code = await this.deliveries.deliver(request, scope);
    const secret = randomSecret();
    const opened = await scope.em.execute<unknown[]>(OPEN_CHALLENGE, [
      ...[hashSecret(secret), code.id, credentialsChangedAt],
      ...[this.clock(), MAX_CHALLENGES - 1],
    ]);
    // Answered meanwhile, or another request found that its message may not go: the next one sees which.
    if (opened.length === 0) throw new ServiceError('RATE_LIMITED', undefined, { retryAfter: 1 });
    return this.open(code, secret);
  }

  /**
   * Sends the code of a challenge again, perhaps through another channel.
   *
   * @throws CHALLENGE_EXPIRED, RATE_LIMITED within the pause, and what sending throws
   */
  async resend(secret: string, channel: Channel | undefined, scope: RequestScope): Promise<OpenChallenge> {
    const code = await this.findByChallenge(secret, scope);
    const isUsable =
      code.status === 'pending' &&
      code.provider === this.provider.name &&
      !code.isExpiredAt(this.clock()) &&
      code.attemptsLeft() > 0 &&
      !isSecondFactorLocked(code.user.getEntity());
    if (!isUsable) throw new ServiceError('CHALLENGE_EXPIRED');
    return this.open(await this.deliveries.redeliver(code, channel, scope), secret);
  }

  /**
   * The code that a challenge belongs to, whatever its state.
   *
   * @throws CHALLENGE_EXPIRED for an unknown one, and for one that rests on credentials that changed since they were proved
   */
  async findByChallenge(secret: string, { em }: RequestScope): Promise<SentCode> {
    const challenge = await em.findOne(
      Challenge,
      { secretHash: hashSecret(secret) },
      { populate: ['sentCode.user'], strategy: 'joined' },
    );
    const code = challenge?.sentCode.getEntity();
    const user = code?.user.getEntity();
    const isProven = challenge?.credentialsChangedAt.getTime() === user?.credentialsChangedAt.getTime();
    if (!code || !user?.isActive || !isProven) throw new ServiceError('CHALLENGE_EXPIRED');
    return code;
  }

  /** The pending code of a user. @throws CHALLENGE_EXPIRED when there is none for this purpose and number */
  async findByUser(user: User, purpose: Purpose, phone: string, scope: RequestScope): Promise<SentCode> {
    const code = await this.deliveries.findPending({ user, purpose }, scope);
    if (code?.phone !== phone) throw new ServiceError('CHALLENGE_EXPIRED');
    return code;
  }

  /**
   * Tries a code, and uses it up when it is right: of any number of right answers at once, one returns.
   *
   * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`; CHALLENGE_EXPIRED; PROVIDER_UNAVAILABLE; what
   * `CodeAttemptService.count` throws
   */
  async answer(code: SentCode, token: string, scope: RequestScope): Promise<void> {
    const user = code.user.getEntity();
    parseToken(token, this.provider.codeLength(code.purpose));
    const { attemptsLeft, isLastInRow } = await this.attempts.count(code, scope);
    const outcome = await this.check(code, token, scope);

    if (outcome.kind === 'approved') {
      await this.attempts.forget(user.id, scope);
      await this.conversions.countApproval(code, scope);
      return;
    }
    await this.securityLog.record({ type: 'codeRejected', reason: outcome.kind, userId: user.id }, scope);
    // Told here, by the one try that has this count: another may never come, since this one may end the code.
    if (isLastInRow) await this.securityLog.record({ type: 'secondFactorLocked', userId: user.id }, scope);
    if (outcome.kind === 'rejected')
      throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
    await scope.em.nativeUpdate(SentCode, { id: code.id, status: 'pending' }, { status: 'closed' });
    throw new ServiceError(outcome.kind === 'unavailable' ? 'PROVIDER_UNAVAILABLE' : 'CHALLENGE_EXPIRED');
  }

  /** Makes a number a user's second factor at the provider. @throws what sending throws */
  async enroll(user: User, phone: string): Promise<FactorReference> {
    const outcome = await this.provider.enroll({ phone, email: user.email ?? undefined });
    if (outcome.kind !== 'enrolled') throw sendError(outcome);
    return outcome.factor;
  }

  private open(code: SentCode, secret: string): OpenChallenge {
    const { purpose, phone, channel, resendAt, expiresAt } = code;
    return {
      secret,
      phone,
      channel,
      availableChannels: this.provider.channels,
      codeLength: this.provider.codeLength(purpose),
      attemptsLeft: code.attemptsLeft(),
      resendAt,
      expiresAt,
    };
  }

  /** @returns `approved` to one right answer, which used the code up; `expired` to others at the same time */
  private async check(code: SentCode, token: string, scope: RequestScope): Promise<CheckOutcome> {
    const delivery = deliveryOf(code);
    const outcome =
      code.purpose === 'registration'
        ? await this.provider.checkPhoneVerification(delivery, token)
        : await this.provider.checkLoginToken(factorOf(code.user.getEntity(), code.phone), delivery, token);
    if (outcome.kind === 'approved' && !(await this.use(code, scope))) return { kind: 'expired' };
    return outcome;
  }

  /**
   * Uses a code up. `closed` counts as usable: of several right answers at once the provider approves one and
   * calls the code gone to the others, and one of those may have closed it here first.
   */
  private async use(code: SentCode, { em }: RequestScope): Promise<boolean> {
    const used = await em.nativeUpdate(
      SentCode,
      { id: code.id, status: { $in: ['pending', 'closed'] } },
      { status: 'approved' },
    );
    return used === 1;
  }
}
