/** One mail, ready to be sent. */
export interface Mail {
  /** The address alone, as `parseEmailAddress` returns it: it cannot contain a second header or address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for the same text: mailboxes may hide the second of two mails with one id. */
  readonly messageId: string;
  /** The code in the text; null where it has none. Shown by the simulated mailbox, and not sent beside the text. */
  readonly code: string | null;
  /** The link in the text; null where it has none. */
  readonly link: string | null;
}

export type MailOutcome =
  | { kind: 'delivered' }
  /** `detail` is fit for a log: it holds no address. `isFinal`: another try cannot succeed. */
  | { kind: 'failed'; detail: string; isFinal: boolean };

/** Sends mails. */
export interface Mailer {
  /**
   * Hands one mail to a mail server. Never rejects.
   *
   * SMTP cannot promise that a mail is sent once: where the connection breaks after the last line, nobody knows whether
   * the server took it. It is sent again then, and may arrive twice.
   */
  send(mail: Mail): Promise<MailOutcome>;
  /** Connects and signs in, and sends nothing. @returns what is wrong, fit for a log; undefined if nothing is */
  inspect(): Promise<string | undefined>;
}
