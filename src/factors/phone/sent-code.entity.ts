import { defineEntity, p } from '@mikro-orm/core';
import type { ProviderName } from '../../core/phone-code.js';
import { User } from '../../accounts/user.entity.js';

/** Twilio keeps a code for ten minutes. Ours expires with it, not after it. */
export const CODE_TTL_SECONDS = 600;
/** Tries of one code: as many as Twilio takes. */
export const MAX_ATTEMPTS = 5;

const SentCodeSchema = defineEntity({
  name: 'SentCode',
  tableName: 'sent_codes',
  /** One code at a time for each user and purpose: what makes a double click one message. */
  uniques: [
    {
      name: 'sent_codes_one_pending',
      properties: ['user', 'purpose'],
      where: { status: 'pending' },
    },
  ],
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade'),
    purpose: p.string().length(20).$type<'login' | 'registration'>(),
    /** E.164 number the code was sent to, or the Authy id of a user whose number only Authy has. */
    phone: p.string().length(40),
    channel: p.string().length(20).$type<'sms' | 'call' | 'whatsapp'>(),
    /** Who sent it. A reference means nothing to another provider. */
    provider: p.string().length(20).$type<'twilio' | 'authy'>(),
    /** The provider's id of the code; null until the provider accepted the message. */
    reference: p.string().length(64).nullable(),
    status: p.string().length(20).$type<SentCodeStatus>(),
    /** Attempts through any challenge, counted before the provider is asked. */
    attempts: p.integer().default(0),
    /** Messages sent with this code. */
    sends: p.integer().default(1),
    /** When the next message may be sent. */
    resendAt: p.datetime(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A code that was sent to a phone. Only the provider knows the digits. `sent-codes.ts` shows its life. */
export class SentCode extends SentCodeSchema.class {
  isExpiredAt(now: Date): boolean {
    return this.expiresAt <= now;
  }

  isFor(phone: string, provider: ProviderName): boolean {
    return this.phone === phone && this.provider === provider;
  }

  attemptsLeft(): number {
    return MAX_ATTEMPTS - this.attempts;
  }

  /** What the provider needs to check or cancel it. */
  delivery() {
    const { purpose, phone, reference } = this;
    return { purpose, phone, reference: reference ?? '' };
  }
}

SentCodeSchema.setClass(SentCode);

export type SentCodeStatus =
  /** Nobody has typed it yet. */
  | 'pending'
  /** Typed right, once. */
  | 'approved'
  /** The provider no longer knows it, or the result of a check is unknown. An approval under way still counts. */
  | 'closed'
  /** Replaced by another code, or the credentials changed. No approval counts any more. */
  | 'canceled';
