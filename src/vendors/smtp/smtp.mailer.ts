import { createTransport, type Transporter } from 'nodemailer';
import type { SmtpConfig } from '../../config/config.js';
import type { Mail, Mailer, MailOutcome } from '../mailer.js';

/** How long a server may take. */
export interface SmtpPatience {
  /** To accept a connection and to greet. Servers make senders of spam wait for some seconds. */
  readonly connectMs: number;
  /** Between two replies. A server that searches the text for spam takes its time. */
  readonly silenceMs: number;
  /** For one mail. Shorter than the outbox waits: the mail must not go out after it was given up here. */
  readonly mailMs: number;
}

const PATIENCE: SmtpPatience = { connectMs: 20_000, silenceMs: 30_000, mailMs: 40_000 };
/** As many as mails of all kinds that the outbox sends at once. */
const MAX_CONNECTIONS = 4;

/** Sends mails through an SMTP server (RFC 5321). The only door to the library. */
export class SmtpMailer implements Mailer {
  private readonly transport: Transporter;
  private readonly closing = new AbortController();

  constructor(
    private readonly config: SmtpConfig,
    private readonly patience = PATIENCE,
  ) {
    const { host, port, isImplicitTls, requireTls, user, password } = config;
    this.transport = createTransport({
      ...{ host, port, secure: isImplicitTls, requireTLS: requireTls && !isImplicitTls },
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      ...{ pool: true, maxConnections: MAX_CONNECTIONS },
      ...{ connectionTimeout: patience.connectMs, greetingTimeout: patience.connectMs },
      socketTimeout: patience.silenceMs,
      tls: { minVersion: 'TLSv1.2' },
      // A mail has nothing but its text.
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
  }

  async send({ to, subject, text, html, messageId }: Mail): Promise<MailOutcome> {
    try {
      await this.transport.sendMail({
        ...{ from: this.config.from, to: { name: '', address: to }, subject, text, html, messageId },
        // RFC 3834: no program replies that its owner is on holiday.
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.any([this.closing.signal, AbortSignal.timeout(this.patience.mailMs)]),
      });
      return { kind: 'delivered' };
    } catch (error) {
      return { kind: 'failed', ...describe(error) };
    }
  }

  async inspect(): Promise<string | undefined> {
    try {
      await this.transport.verify();
      return undefined;
    } catch (error) {
      return describe(error).detail;
    }
  }

  /** Lets go of a server that hangs, too: nobody is left to note that it took the mail in the end. */
  close(): void {
    this.closing.abort();
    this.transport.close();
  }
}

/** When a server refuses the recipient, and the text. A refusal of the sender (`MAIL FROM`) is of all mails. */
const OF_THIS_MAIL = new Set(['RCPT TO', 'DATA']);

/** Of the system: no server was reached, or its certificate is not trusted. The message says which. */
const OF_THE_CONNECTION = new Set(['ESOCKET', 'EDNS']);

/** What a server says may repeat the address, so the log gets only its numbers (RFC 5321, RFC 3463). */
function describe(error: unknown): { detail: string; isFinal: boolean } {
  const {
    code = 'unknown',
    responseCode,
    command,
    message = '',
  } = error as {
    code?: string;
    responseCode?: number;
    command?: string;
    message?: string;
  };
  const ofTheSystem = responseCode === undefined && OF_THE_CONNECTION.has(code) ? message : undefined;
  const detail = [ofTheSystem, code, responseCode, command].filter((part) => part !== undefined).join(' ');
  // The server refuses this address or this mail permanently. An operator can fix everything else.
  const isFinal = responseCode !== undefined && responseCode >= 500 && OF_THIS_MAIL.has(command ?? '');
  return { detail, isFinal };
}
