import type { CodeOutcome, SimulatedCode } from './simulated-code.js';

/** One message as it would have reached the phone. */
export interface SimulatedMessage {
  /** E.164. */
  to: string;
  channel: string;
  /** Empty in a message that carries none: a notice. */
  code: string;
  body: string;
  sentAt: Date;
  expiresAt: Date;
  /** Where the code stands now; a notice is just delivered. */
  outcome: CodeOutcome | 'delivered';
  /** `login`, `registration`, `notice`, or the SID of a Verify service nobody named. */
  service: string;
  /** Requested language, if any. The body is English all the same. */
  locale: string | undefined;
}

interface Posting {
  sent: SimulatedCode;
  channel: string;
  service: string;
  locale: string | undefined;
  sentAt: Date;
}

/** A text without a code. */
interface Notice {
  to: string;
  body: string;
  sentAt: Date;
}

const CAPACITY = 500;

/** What the simulator "sent", newest first; the oldest fall out. */
export class SentMessages {
  readonly #postings: (Posting | Notice)[] = [];
  readonly #listeners = new Set<(message: SimulatedMessage) => void>();

  post(posting: Posting): void {
    this.#add(posting);
  }

  postNotice(notice: Notice): void {
    this.#add(notice);
  }

  #add(posting: Posting | Notice): void {
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

function toMessage(posting: Posting | Notice, now: Date): SimulatedMessage {
  if (!('sent' in posting)) {
    const { to, body, sentAt } = posting;
    const rest = { expiresAt: sentAt, outcome: 'delivered', service: 'notice', locale: undefined } as const;
    return { to, channel: 'sms', code: '', body, sentAt, ...rest };
  }
  const { sent, channel, service, locale, sentAt } = posting;
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
