import type { Clock } from '../../core/clock.js';
import type { Mail, Mailer, MailOutcome } from '../mailer.js';

/** One mail as it would have reached the mailbox. */
export interface SimulatedMail extends Pick<Mail, 'to' | 'subject' | 'text' | 'code' | 'link'> {
  readonly sentAt: Date;
}

const CAPACITY = 500;

/** Takes mails in place of a mail server, for development. */
export class Mailbox implements Mailer {
  readonly #mails: SimulatedMail[] = [];

  constructor(private readonly clock: Clock) {}

  async send({ to, subject, text, code, link }: Mail): Promise<MailOutcome> {
    this.#mails.unshift({ to, subject, text, code, link, sentAt: this.clock() });
    this.#mails.splice(CAPACITY);
    return { kind: 'delivered' };
  }

  async inspect(): Promise<undefined> {
    return undefined;
  }

  /** What was "sent", newest first; the oldest fall out. */
  mails(): readonly SimulatedMail[] {
    return this.#mails;
  }
}
