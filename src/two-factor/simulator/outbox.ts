import type { CodeOutcome, SentCode } from './sent-code.js';

/** One message as it would have reached the phone. */
export interface SimulatedMessage {
  /** E.164. */
  to: string;
  channel: string;
  code: string;
  body: string;
  sentAt: Date;
  expiresAt: Date;
  /** Where the code stands now. */
  outcome: CodeOutcome;
  /** `login`, `registration`, or the SID of a Verify service nobody named. */
  service: string;
  /** Language asked for, if any. The body is English all the same. */
  locale: string | undefined;
}

interface Posting {
  sent: SentCode;
  channel: string;
  service: string;
  locale: string | undefined;
  sentAt: Date;
}

const CAPACITY = 500;

/** What the simulator "sent", newest first; the oldest fall out. */
export class Outbox {
  readonly #postings: Posting[] = [];
  readonly #listeners = new Set<(message: SimulatedMessage) => void>();

  post(posting: Posting): void {
    this.#postings.unshift(posting);
    this.#postings.splice(CAPACITY);
    for (const listener of this.#listeners) listener(toMessage(posting, posting.sentAt));
  }

  messages(now: Date): SimulatedMessage[] {
    return this.#postings.map((posting) => toMessage(posting, now));
  }

  /** @returns a function that ends the subscription */
  onMessage(listener: (message: SimulatedMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function toMessage({ sent, channel, service, locale, sentAt }: Posting, now: Date): SimulatedMessage {
  return {
    to: sent.to,
    channel,
    code: sent.code,
    body: `Your graphql-two-factor-auth verification code is: ${sent.code}`,
    sentAt,
    expiresAt: sent.expiresAt,
    outcome: sent.outcomeAt(now),
    service,
    locale,
  };
}
