import type { MailConfig } from '../config/config.js';
import type { Clock } from '../core/clock.js';
import type { Mailer } from './mailer.js';
import type { Mailbox } from './simulator/mailbox.js';

/** What sends mails, and the mailbox where it stands in for a mail server. */
export interface MailDoor {
  /** Undefined: this server sends no mail. */
  readonly mailer: Mailer | undefined;
  readonly mailbox: Mailbox | undefined;
  close(): void;
}

/** What the configuration names. Nothing else is loaded. */
export async function createMailDoor({ smtp, isSimulated }: MailConfig, clock: Clock): Promise<MailDoor> {
  if (smtp) {
    const { SmtpMailer } = await import('./smtp/smtp.mailer.js');
    const mailer = new SmtpMailer(smtp);
    return { mailer, mailbox: undefined, close: () => mailer.close() };
  }
  if (!isSimulated) return { mailer: undefined, mailbox: undefined, close: () => undefined };
  const { Mailbox } = await import('./simulator/mailbox.js');
  const mailbox = new Mailbox(clock);
  return { mailer: mailbox, mailbox, close: () => undefined };
}
