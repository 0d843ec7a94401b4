import { createTransport, type Transporter } from 'nodemailer';
import type { SmtpConfig } from '../../config/config.js';
import type { Mail, Mailer, MailOutcome } from '../mailer.js';

const CONNECT_MS = 5_000;
/** Between two replies of the server. A mail that takes longer is tried again. */
const SILENCE_MS = 10_000;
const MAX_CONNECTIONS = 2;

/** Sends mails through an SMTP server (RFC 5321). The only door to the library. */
export class SmtpMailer implements Mailer {
  private readonly transport: Transporter;

  constructor(private readonly config: SmtpConfig) {
    const { host, port, isImplicitTls, requireTls, user, password } = config;
    this.transport = createTransport({
      ...{ host, port, secure: isImplicitTls, requireTLS: requireTls && !isImplicitTls },
      ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
      ...{ pool: true, maxConnections: MAX_CONNECTIONS },
      ...{ connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
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

  close(): void {
    this.transport.close();
  }
}

/** What the library calls a refusal of the recipient, and one of the text. */
const OF_THIS_MAIL = new Set(['EENVELOPE', 'EMESSAGE']);

/** What a server says may repeat the address, so the log gets only its numbers (RFC 5321, RFC 3463). */
function describe(error: unknown): { detail: string; isFinal: boolean } {
  const {
    code = 'unknown',
    responseCode,
    command,
  } = error as {
    code?: string;
    responseCode?: number;
    command?: string;
  };
  const detail = [code, responseCode, command].filter((part) => part !== undefined).join(' ');
  // The server refuses this address or this mail permanently. An operator can fix everything else.
  const isFinal = responseCode !== undefined && responseCode >= 500 && OF_THIS_MAIL.has(code);
  return { detail, isFinal };
}
