import { randomUUID } from 'node:crypto';
import { addSeconds, type Clock } from '../clock.js';
import { SentCode, type User } from '../entities/index.js';
import type { Channel, Purpose } from '../two-factor/two-factor-provider.js';
import type { RequestScope } from './request-scope.js';

/** Twilio keeps a code for ten minutes and takes five tries; ours end with it, not after it. */
export const CODE_TTL_SECONDS = 600;

/** A message that this request, and no other, may send now. */
export interface Claim {
  code: SentCode;
  /** Whether the code is new, or went out before and goes once more. */
  isFirst: boolean;
}

export interface NewCode {
  user: User;
  purpose: Purpose;
  /** E.164. */
  phone: string;
  channel: Channel;
  provider: SentCode['provider'];
}

/**
 * Who may send: of any number of requests at once, one. The right is claimed before the provider is asked, by
 * one conditional statement, and stays claimed if the process dies in between.
 */
export class SendClaimService {
  /** @param firstPauseSeconds after the first message of a code; doubles with each further one */
  constructor(
    private readonly clock: Clock,
    private readonly firstPauseSeconds: number,
  ) {}

  /** Undefined: another request has a pending code now. */
  async claimFirst(
    { user, purpose, phone, channel, provider }: NewCode,
    { em }: RequestScope,
  ): Promise<Claim | undefined> {
    const now = this.clock();
    const id = randomUUID();
    const inserted = await em
      .createQueryBuilder(SentCode)
      .insert({
        id,
        user,
        purpose,
        phone,
        channel,
        provider,
        status: 'pending',
        attempts: 0,
        sends: 1,
        resendAt: addSeconds(now, this.firstPauseSeconds),
        createdAt: now,
        expiresAt: addSeconds(now, CODE_TTL_SECONDS),
      })
      .onConflict()
      .ignore()
      .execute<{ affectedRows: number }>('run');
    if (inserted.affectedRows !== 1) return undefined;
    return { code: await em.findOneOrFail(SentCode, { id }), isFirst: true };
  }

  /** Undefined: another request sent it, or the code ended. Of two at once, one finds `sends` unchanged. */
  async claimResend(code: SentCode, channel: Channel, { em }: RequestScope): Promise<Claim | undefined> {
    const sends = code.sends + 1;
    const resendAt = addSeconds(this.clock(), this.firstPauseSeconds * 2 ** (sends - 1));
    const claimed = await em.nativeUpdate(
      SentCode,
      { id: code.id, status: 'pending', sends: code.sends },
      { sends, resendAt, channel },
    );
    if (claimed !== 1) return undefined;
    return { code: await em.refreshOrFail(code), isFirst: false };
  }

  /** A first message that did not go leaves no code to answer; a further one leaves the code as it was. */
  async release({ code, isFirst }: Claim, { em }: RequestScope): Promise<void> {
    const change = isFirst ? { status: 'closed' as const } : { resendAt: this.clock() };
    await em.nativeUpdate(SentCode, { id: code.id, status: 'pending' }, change);
  }
}
