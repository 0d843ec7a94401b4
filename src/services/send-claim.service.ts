import { randomUUID } from 'node:crypto';
import { addSeconds, type Clock, earlier } from '../clock.js';
import { SentCode, type User } from '../entities/index.js';
import type { Channel, Purpose } from '../two-factor/two-factor-provider.js';
import type { RequestScope } from './request-scope.js';

/** Twilio keeps a code for ten minutes and takes five tries; ours end with it, not after it. */
export const CODE_TTL_SECONDS = 600;

/** A message that this request, and no other, may send now. */
export interface Claim {
  code: SentCode;
  /** What the claim changed on a code that went out before. Undefined: the code is new. */
  before: Pick<SentCode, 'sends' | 'resendAt' | 'channel'> | undefined;
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
  /** @param firstPauseSeconds after the first message of a code; doubles with each further one, while the code lives */
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
    const expiresAt = addSeconds(now, CODE_TTL_SECONDS);
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
        resendAt: this.endOfPause(1, expiresAt),
        createdAt: now,
        expiresAt,
      })
      .onConflict()
      .ignore()
      .execute<{ affectedRows: number }>('run');
    if (inserted.affectedRows !== 1) return undefined;
    return { code: await em.findOneOrFail(SentCode, { id }), before: undefined };
  }

  /** Undefined: another request sent it, or the code ended. Of two at once, one finds `sends` unchanged. */
  async claimResend(code: SentCode, channel: Channel, { em }: RequestScope): Promise<Claim | undefined> {
    const { id, sends, resendAt, channel: channelBefore, expiresAt } = code;
    const claimed = await em.nativeUpdate(
      SentCode,
      { id, status: 'pending', sends },
      { sends: sends + 1, resendAt: this.endOfPause(sends + 1, expiresAt), channel },
    );
    if (claimed !== 1) return undefined;
    return { code: await em.refreshOrFail(code), before: { sends, resendAt, channel: channelBefore } };
  }

  /**
   * A first message that did not go leaves nothing, or whoever is refused for long would fill the disk; a further one
   * leaves the code as it was, or every refusal would double the pause. Whoever claimed the next message meanwhile
   * has it.
   */
  async release({ code: { id, sends }, before }: Claim, { em }: RequestScope): Promise<void> {
    const claimed = { id, status: 'pending', sends } as const;
    if (before) await em.nativeUpdate(SentCode, claimed, before);
    else await em.nativeDelete(SentCode, claimed);
  }

  /** Once a code is over a new one may go, so no pause is longer than that. */
  private endOfPause(sends: number, expiresAt: Date): Date {
    const pauseSeconds = Math.min(this.firstPauseSeconds * 2 ** (sends - 1), CODE_TTL_SECONDS);
    return earlier(addSeconds(this.clock(), pauseSeconds), expiresAt);
  }
}
