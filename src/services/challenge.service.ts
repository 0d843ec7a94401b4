import { raw } from '@mikro-orm/core';
import type { Clock } from '../clock.js';
import { Challenge, SentCode, User } from '../entities/index.js';
import type {
  Channel,
  CheckOutcome,
  FactorReference,
  Purpose,
  TwoFactorProvider,
} from '../two-factor/two-factor-provider.js';
import type { ConversionService } from './conversion.service.js';
import { type CodeRequest, type DeliveryService, MAX_ATTEMPTS } from './delivery.service.js';
import { ServiceError } from './errors.js';
import { parseToken } from './input.js';
import { deliveryOf, factorOf, sendError } from './provider-terms.js';
import type { RequestScope } from './request-scope.js';
import { isSecondFactorLocked, MAX_WRONG_CODES_IN_ROW, secondFactorLocked } from './second-factor-lock.js';
import { hashSecret, randomSecret } from './secrets.js';
import type { SecurityLogService } from './security-log.service.js';
import { addressKey, type ThrottleService } from './throttle.service.js';

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
    private readonly throttle: ThrottleService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /** Has a code sent and gives the right to answer it. @throws what `DeliveryService.deliver` throws */
  async startChallenge(request: CodeRequest, scope: RequestScope): Promise<OpenChallenge> {
    const code = await this.deliveries.deliver(request, scope);
    const secret = randomSecret();
    await scope.em.insert(Challenge, {
      secretHash: hashSecret(secret),
      sentCode: code.id,
      createdAt: this.clock(),
    });
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
      code.expiresAt > this.clock() &&
      code.attempts < MAX_ATTEMPTS &&
      !isSecondFactorLocked(code.user.getEntity());
    if (!isUsable) throw new ServiceError('CHALLENGE_EXPIRED');
    return this.open(await this.deliveries.redeliver(code, channel, scope), secret);
  }

  /**
   * The code that a challenge belongs to, whatever its state.
   *
   * @throws CHALLENGE_EXPIRED for an unknown one, and for one that rests on a password that was changed since
   */
  async findByChallenge(secret: string, { em }: RequestScope): Promise<SentCode> {
    const challenge = await em.findOne(
      Challenge,
      { secretHash: hashSecret(secret) },
      { populate: ['sentCode.user'], strategy: 'joined' },
    );
    const code = challenge?.sentCode.getEntity();
    const user = code?.user.getEntity();
    if (!challenge || !code || !user?.isActive || challenge.createdAt < user.credentialsChangedAt)
      throw new ServiceError('CHALLENGE_EXPIRED');
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
   * The try is counted on the sent code, on the account and on the address, and committed, before the
   * provider is asked.
   *
   * @throws INVALID_TWO_FACTOR_TOKEN with `attemptsLeft`; CHALLENGE_EXPIRED; RATE_LIMITED; PROVIDER_UNAVAILABLE;
   * FORBIDDEN when the second factor is locked
   */
  async answer(code: SentCode, token: string, scope: RequestScope): Promise<void> {
    const user = code.user.getEntity();
    parseToken(token, this.provider.codeLength(code.purpose));
    await this.throttle.consume({ codesPerAddress: addressKey(scope.ipAddress) });
    const attempts = await this.countAttempt(code, scope);
    await this.throttle.consume({ codesPerUser: user.id });
    const wrongInRow = await this.countAgainstUser(user, scope);
    const outcome = await this.check(code, user, token);

    if (outcome.kind === 'approved') {
      if (!(await this.use(code, scope))) throw new ServiceError('CHALLENGE_EXPIRED');
      await this.throttle.reset('codesPerUser', [user.id]);
      await scope.em.nativeUpdate(User, { id: user.id }, { wrongCodesInRow: 0 });
      await this.conversions.countApproval(code, scope);
      return;
    }
    await this.securityLog.record({ type: 'codeRejected', reason: outcome.kind, userId: user.id }, scope);
    // Told here, by the one try that has this count: another may never come, since this one may end the code.
    if (wrongInRow === MAX_WRONG_CODES_IN_ROW)
      await this.securityLog.record({ type: 'secondFactorLocked', userId: user.id }, scope);
    if (outcome.kind === 'rejected')
      throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, {
        attemptsLeft: MAX_ATTEMPTS - attempts,
      });
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
    const { purpose, phone, channel, attempts, resendAt, expiresAt } = code;
    return {
      secret,
      phone,
      channel,
      availableChannels: this.provider.channels,
      codeLength: this.provider.codeLength(purpose),
      attemptsLeft: MAX_ATTEMPTS - attempts,
      resendAt,
      expiresAt,
    };
  }

  /** @returns the number of this try, from 1. @throws CHALLENGE_EXPIRED when no try is left */
  private async countAttempt(code: SentCode, { em }: RequestScope): Promise<number> {
    const [counted] = await em
      .createQueryBuilder(SentCode)
      .update({ attempts: raw('attempts + 1') })
      .where({
        id: code.id,
        status: 'pending',
        provider: this.provider.name,
        reference: { $ne: null },
        attempts: { $lt: MAX_ATTEMPTS },
        expiresAt: { $gt: this.clock() },
      })
      .returning(['attempts'])
      .execute<{ attempts: number }[]>('all');
    if (!counted) throw new ServiceError('CHALLENGE_EXPIRED');
    return counted.attempts;
  }

  /**
   * Only a right code sets this counter back: logging in again, with however many new codes, does not.
   *
   * @returns how many are tried since the last right one. @throws FORBIDDEN when the second factor is locked
   */
  private async countAgainstUser(user: User, { em }: RequestScope): Promise<number> {
    const [counted] = await em
      .createQueryBuilder(User)
      .update({ wrongCodesInRow: raw('wrong_codes_in_row + 1') })
      .where({ id: user.id, wrongCodesInRow: { $lt: MAX_WRONG_CODES_IN_ROW } })
      .returning(['wrongCodesInRow'])
      .execute<{ wrongCodesInRow: number }[]>('all');
    if (!counted) throw secondFactorLocked();
    return counted.wrongCodesInRow;
  }

  private check(code: SentCode, user: User, token: string): Promise<CheckOutcome> {
    return code.purpose === 'registration'
      ? this.provider.checkPhoneVerification(deliveryOf(code), token)
      : this.provider.checkLoginToken(factorOf(user, code.phone), deliveryOf(code), token);
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
