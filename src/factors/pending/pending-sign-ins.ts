import type { User } from '../../accounts/user.entity.js';
import { addSeconds, type Clock } from '../../core/clock.js';
import type { FactorKind } from '../../core/factor-kind.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashSecret, randomSecret } from '../../core/secrets.js';
import { ServiceError } from '../../core/service-error.js';
import type { RowCount } from '../../limits/attempt-counter.js';
import type { OpenSignIn, PendingRequest } from '../factor.js';
import type { SentCode } from '../phone/sent-code.entity.js';
import type { EventValues, Sent } from '../phone/sent-codes.js';
import { isSecondFactorLocked, triesLeftInRow } from '../second-factor-lock.js';
import { MAX_ATTEMPTS } from '../phone/sent-code.entity.js';
import { PENDING_TTL_SECONDS, PendingSignIn } from './pending-sign-in.entity.js';
import {
  ATTACH_CODE,
  ATTACH_SENT_CODE,
  COUNT_ON_PENDING,
  OPEN_PENDING,
  OPEN_PENDING_ON_CODE,
  OPEN_PENDING_ON_SENT,
} from './pending-sign-in.sql.js';

/** Of one user and purpose, the newest: twice as many as the logins that a username has while one is valid. */
const MAX_PENDING = 20;

type Scope = Pick<RequestScope, 'em'>;

/** A message that the provider just took, with its line in the security log. */
export interface SentMessage {
  readonly message: Sent;
  readonly event: EventValues;
}

/** The rows of `pending_sign_ins`: the right to prove a second factor, given out by the step before it. */
export class PendingSignIns {
  constructor(private readonly clock: Clock) {}

  /** Opens a pending sign-in on which nothing is sent. */
  async open(request: PendingRequest, begun: FactorKind, scope: Scope): Promise<OpenSignIn> {
    const secret = randomSecret();
    const expiresAt = addSeconds(this.clock(), PENDING_TTL_SECONDS);
    await OPEN_PENDING.run(scope.em, { ...this.valuesOf(request, secret, begun), expiresAt });
    // A recovery code is tried while the second factor is locked too.
    const opensLock = begun === 'recoveryCode' && isSecondFactorLocked(request.user);
    const attemptsLeft = opensLock ? MAX_ATTEMPTS : attemptsLeftOf(request.user);
    return { secret, purpose: request.purpose, begun, attemptsLeft, expiresAt, delivery: undefined };
  }

  /**
   * Opens a pending sign-in on a code.
   *
   * @param sent the message that the provider just took. Undefined: the code was sent before
   * @returns the secret; undefined when the code ended in the meantime
   */
  async openOnCode(
    request: PendingRequest,
    sentCode: SentCode,
    { em }: Scope,
    sent?: SentMessage,
  ): Promise<string | undefined> {
    const secret = randomSecret();
    const values = { ...this.valuesOf(request, secret, 'phone'), codeId: sentCode.id };
    const opened = await (sent
      ? OPEN_PENDING_ON_SENT.run(em, { ...values, ...sent.event, ...referenceOf(sent, sentCode) })
      : OPEN_PENDING_ON_CODE.run(em, values));
    return opened.length === 0 ? undefined : secret;
  }

  /** Goes on with a code, or with a further message of its own. It expires with the code. */
  async attachCode(
    pending: PendingSignIn,
    sentCode: SentCode,
    { em }: Scope,
    sent?: SentMessage,
  ): Promise<void> {
    const { secretHash } = pending;
    const values = { secretHash, codeId: sentCode.id };
    await (sent
      ? ATTACH_SENT_CODE.run(em, { ...values, ...sent.event, ...referenceOf(sent, sentCode) })
      : ATTACH_CODE.run(em, values));
    pending.begun = 'phone';
    pending.expiresAt = sentCode.expiresAt;
  }

  /**
   * The pending sign-in of a secret, with its user and its code, whatever its state.
   *
   * @throws CHALLENGE_EXPIRED for an unknown one, and where the credentials changed since they were proved
   */
  async findBySecret(secret: string, { em }: Scope): Promise<PendingSignIn> {
    const pending = await em.findOne(
      PendingSignIn,
      { secretHash: hashSecret(secret) },
      { populate: ['user', 'sentCode'], strategy: 'joined' },
    );
    const user = pending?.user.getEntity();
    const isProven = pending?.credentialsChangedAt.getTime() === user?.credentialsChangedAt.getTime();
    if (!pending || !user?.isActive || !isProven) throw new ServiceError('CHALLENGE_EXPIRED');
    return pending;
  }

  /** The same, if it can still be used. @throws CHALLENGE_EXPIRED */
  async findUsable(secret: string, scope: Scope): Promise<PendingSignIn> {
    const pending = await this.findBySecret(secret, scope);
    const isUsable = pending.expiresAt > this.clock() && pending.attemptsLeft() > 0;
    if (!isUsable || isSecondFactorLocked(pending.user.getEntity()))
      throw new ServiceError('CHALLENGE_EXPIRED');
    return pending;
  }

  /** The user of a pending sign-in, whatever its state. Undefined for an unknown one. */
  async findOwnerId(secret: string, { em }: Scope): Promise<string | undefined> {
    const pending = await em.findOne(PendingSignIn, { secretHash: hashSecret(secret) });
    return pending?.user.id;
  }

  /** The newest sign-in of a user that waits for a proof. */
  findNewest(user: User, { em }: Scope): Promise<PendingSignIn | null> {
    const { credentialsChangedAt } = user;
    return em.findOne(
      PendingSignIn,
      {
        ...{ user, purpose: 'signIn', credentialsChangedAt, expiresAt: { $gt: this.clock() } },
        $or: [{ sentCode: null }, { sentCode: { status: 'pending' } }],
      },
      { orderBy: { createdAt: 'desc' }, populate: ['sentCode'], strategy: 'joined' },
    );
  }

  /** A try. The row has `attempts`: the number of this one, from 1. None: no try is left. */
  attemptOn({ secretHash }: PendingSignIn): RowCount {
    const values = { secretHash, maxAttempts: MAX_ATTEMPTS, now: this.clock() };
    return { statement: COUNT_ON_PENDING, values };
  }

  private valuesOf(
    { user, credentialsChangedAt, purpose, sessionId, firstAmr = 'pwd' }: PendingRequest,
    secret: string,
    begun: FactorKind,
  ) {
    return {
      secretHash: hashSecret(secret),
      userId: user.id,
      pendingPurpose: purpose,
      sessionId: sessionId ?? null,
      begun,
      firstAmr,
      credentialsChangedAt,
      now: this.clock(),
      others: MAX_PENDING - 1,
    };
  }
}

/** Notes the reference on the entity too. */
function referenceOf({ message: { reference, channel } }: SentMessage, sentCode: SentCode) {
  Object.assign(sentCode, { reference, channel });
  return { reference, channel };
}

/** Tries that are left: the fewest of the pending sign-in, of its code and of the account. */
export function attemptsLeftOf(user: User, pending?: PendingSignIn, sentCode?: SentCode): number {
  return Math.min(
    pending?.attemptsLeft() ?? MAX_ATTEMPTS,
    sentCode?.attemptsLeft() ?? MAX_ATTEMPTS,
    triesLeftInRow(user),
  );
}
