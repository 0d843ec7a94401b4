import { randomUUID } from 'node:crypto';
import type { User } from '../../accounts/user.entity.js';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import { addSeconds, type Clock, earlier, secondsUntil } from '../../core/clock.js';
import type { Channel, ProviderName, Purpose } from '../../core/phone-code.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import type { SendOutcome } from '../../vendors/phone-code-provider.js';
import type { RowCount } from '../../limits/attempt-counter.js';
import { CODE_TTL_SECONDS, MAX_ATTEMPTS, SentCode } from './sent-code.entity.js';
import { CLAIM_CODE, COUNT_ON_CODE } from './sent-code.sql.js';

/** How often a claim is tried again when another request changed the row in between. */
const MAX_ROUNDS = 8;

/** A message that should be sent. */
export interface MessageRequest {
  user: User;
  purpose: Purpose;
  /** E.164. */
  phone: string;
  channel: Channel;
  /** The pending code to send again. Undefined: a new one where none is pending. */
  again?: SentCode | undefined;
}

export interface Claim {
  sentCode: SentCode;
  /** This request, and no other, may send the message now. False: within the pause, with a code that is usable. */
  maySend: boolean;
  /** What the claim changed on a code that was sent before. Undefined: the code is new. */
  before?: Pick<SentCode, 'sends' | 'resendAt' | 'channel'>;
  /** Codes that were canceled to make room for this one. */
  replaced: readonly SentCode[];
}

type Scope = Pick<RequestScope, 'em'>;
export type Sent = Extract<SendOutcome, { kind: 'sent' }>;
/** A composed line of the security log. */
export type EventValues = ReturnType<SecurityLogService['compose']>['values'];

/**
 * The rows of `sent_codes`. Every statement that writes one is here, in `sent-code.sql.ts` or in `pending-sign-in.sql.ts`.
 *
 *     claim                        approve
 *     ─────► pending ─────────────────────────────► approved
 *            │ │ │ ▲                                   ▲
 *            │ │ │ └─ claim again: sends + 1           │ an approval that was under way
 *            │ │ │    attemptOn: attempts + 1          │
 *            │ │ │    attachCode: reference              │
 *            │ │ └───────── close ────────► closed ────┘
 *            │ └── cancel ──► canceled ◄──────┘ cancelAll
 *            └── release: a first message that was not sent leaves no row
 *
 * Each step is one conditional statement, committed at once. Of any number of requests at once, one makes it.
 */
export class SentCodes {
  /** @param firstPauseSeconds after the first message of a code; doubles with each further one, while the code is valid */
  constructor(
    private readonly provider: ProviderName,
    private readonly firstPauseSeconds: number,
    private readonly clock: Clock,
  ) {}

  /** The user is not read again: what changed since they proved who they are must not count as proven. */
  findPending(user: User, purpose: Purpose, { em }: Scope): Promise<SentCode | null> {
    return em.findOne(SentCode, { user, purpose, status: 'pending' }, { refresh: true });
  }

  findAllPending(user: User, { em }: Scope): Promise<SentCode[]> {
    return em.find(SentCode, { user, status: 'pending' });
  }

  /**
   * Claims the right to send a message, before the provider is asked. It stays claimed if the process dies in between.
   *
   * @throws RATE_LIMITED within the pause, and where other requests win every time
   */
  async claim(request: MessageRequest, scope: Scope): Promise<Claim> {
    const { phone, channel, again } = request;
    if (again) {
      const claimed = again.resendAt <= this.clock() && (await this.claimNext(again, channel, scope));
      return claimed || this.refuse(again);
    }
    const replaced: SentCode[] = [];
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const found = await this.findOrInsert(request, scope);
      if (!found) continue;
      const { sentCode, isNew } = found;
      if (isNew) return { sentCode, maySend: true, replaced };
      if (sentCode.isFor(phone, this.provider) && !sentCode.isExpiredAt(this.clock())) {
        const hasAttempts = sentCode.attemptsLeft() > 0;
        if (this.clock() < sentCode.resendAt)
          return hasAttempts ? { sentCode, maySend: false, replaced } : this.refuse(sentCode);
        if (hasAttempts) {
          const claimed = await this.claimNext(sentCode, channel, scope);
          if (claimed) return claimed;
          continue;
        }
      }
      if (await this.cancel(sentCode, scope)) replaced.push(sentCode);
    }
    throw new ServiceError('RATE_LIMITED', undefined, { retryAfter: 1 });
  }

  /**
   * Undoes a claim whose message was not sent. A first message leaves no row, or somebody who is always refused would
   * fill the disk. A further one leaves the code as it was, or every refusal would double the pause. A request that
   * claimed the next message in between keeps it.
   */
  async release({ sentCode: { id, sends }, before }: Claim, { em }: Scope): Promise<void> {
    const claimed = { id, status: 'pending', sends } as const;
    await (before ? em.nativeUpdate(SentCode, claimed, before) : em.nativeDelete(SentCode, claimed));
  }

  /** Whether a code can still be typed. */
  isUsable(sentCode: SentCode): boolean {
    const { status, provider } = sentCode;
    const isOpen = status === 'pending' && provider === this.provider && !sentCode.isExpiredAt(this.clock());
    return isOpen && sentCode.attemptsLeft() > 0;
  }

  /** An attempt on a code. The row has `attempts`: the number of this one, from 1. None: no attempt is left. */
  attemptOn({ id }: SentCode): RowCount {
    const values = { codeId: id, provider: this.provider, maxAttempts: MAX_ATTEMPTS, now: this.clock() };
    return { statement: COUNT_ON_CODE, values };
  }

  async close({ id }: SentCode, { em }: Scope): Promise<void> {
    await em.nativeUpdate(SentCode, { id, status: 'pending' }, { status: 'closed' });
  }

  /** Cancels every code of a user, those whose approval is under way too. */
  async cancelAll(user: User, { em }: Scope): Promise<void> {
    await em.nativeUpdate(SentCode, { user, status: { $in: ['pending', 'closed'] } }, { status: 'canceled' });
  }

  private async cancel({ id }: SentCode, { em }: Scope): Promise<boolean> {
    return (await em.nativeUpdate(SentCode, { id, status: 'pending' }, { status: 'canceled' })) === 1;
  }

  private refuse({ resendAt }: SentCode): never {
    const retryAfter = secondsUntil(resendAt, this.clock());
    throw new ServiceError('RATE_LIMITED', sentence('codeJustSent', { retryAfter }), { retryAfter });
  }

  /** Of two requests at once, one finds `sends` unchanged. Undefined: the other one sent it, or the code ended. */
  private async claimNext(sentCode: SentCode, channel: Channel, { em }: Scope): Promise<Claim | undefined> {
    const { id, sends, resendAt, channel: channelBefore, expiresAt } = sentCode;
    const claimed = await em.nativeUpdate(
      SentCode,
      { id, status: 'pending', sends },
      { sends: sends + 1, resendAt: this.endOfPause(sends + 1, expiresAt), channel },
    );
    if (claimed !== 1) return undefined;
    const before = { sends, resendAt, channel: channelBefore };
    return { sentCode: await em.refreshOrFail(sentCode), maySend: true, before, replaced: [] };
  }

  /** Undefined: another request has a pending code now. */
  private async findOrInsert(
    { user, purpose, phone, channel }: MessageRequest,
    { em }: Scope,
  ): Promise<{ sentCode: SentCode; isNew: boolean } | undefined> {
    const now = this.clock();
    const expiresAt = addSeconds(now, CODE_TTL_SECONDS);
    const [row] = await CLAIM_CODE.run(em, {
      codeId: randomUUID(),
      userId: user.id,
      purpose,
      phone,
      channel,
      provider: this.provider,
      resendAt: this.endOfPause(1, expiresAt),
      now,
      expiresAt,
    });
    if (!row) return undefined;
    const { is_new: isNew, ...columns } = row;
    return { sentCode: em.map(SentCode, columns), isNew: isNew === true };
  }

  /** No pause outlasts its code: when that has ended, a new one may be sent. */
  private endOfPause(sends: number, expiresAt: Date): Date {
    const pauseSeconds = Math.min(this.firstPauseSeconds * 2 ** (sends - 1), CODE_TTL_SECONDS);
    return earlier(addSeconds(this.clock(), pauseSeconds), expiresAt);
  }
}
