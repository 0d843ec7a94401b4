import { defineEntity, p } from '@mikro-orm/core';
import { User } from './user.entity.js';

/** Tries on one code: as many as Twilio takes. */
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
    /** E.164 number the code went to. */
    phone: p.string().length(16),
    channel: p.string().length(20).$type<'sms' | 'call' | 'whatsapp'>(),
    /** Who sent it. A reference means nothing to another provider. */
    provider: p.string().length(20).$type<'twilio' | 'authy'>(),
    /** The provider's id of the code; null until the provider took the message. */
    reference: p.string().length(64).nullable(),
    status: p.string().length(20).$type<SentCodeStatus>(),
    /** Tries through whichever challenge, counted before the provider is asked. */
    attempts: p.integer().default(0),
    /** Messages sent with this code. */
    sends: p.integer().default(1),
    /** When the next message may go. */
    resendAt: p.datetime(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});

/** A code that went to a phone. The code itself is known to the provider alone. */
export class SentCode extends SentCodeSchema.class {
  isExpiredAt(now: Date): boolean {
    return this.expiresAt <= now;
  }

  attemptsLeft(): number {
    return MAX_ATTEMPTS - this.attempts;
  }
}

SentCodeSchema.setClass(SentCode);

export type SentCodeStatus =
  /** Waits for the person to type it. */
  | 'pending'
  /** Typed right, once. */
  | 'approved'
  /** The provider no longer knows it, or a check of it ended unknown. An approval under way still counts. */
  | 'closed'
  /** Ended by this server: replaced, or the factor changed. No approval counts any more. */
  | 'canceled';
