import type { Config } from '../../config/config.js';
import { systemClock } from '../../core/clock.js';
import { createMailDoor } from '../../vendors/create-mailer.js';
import { advice, type Check, ok, problem } from './check.js';

/** Connects to the mail server and signs in. No mail is sent. */
export async function checkMail({ mail }: Pick<Config, 'mail'>): Promise<Check[]> {
  const name = 'mail';
  if (!mail.isOffered)
    return [
      advice(
        name,
        'No mail server: nobody can register, confirm an address or set a forgotten password.',
        'Set MAIL_URL and MAIL_FROM.',
      ),
    ];
  if (!mail.smtp) return [ok(name, 'Mails go to the mailbox at /simulator.')];
  const { mailer, close } = await createMailDoor(mail, systemClock);
  try {
    const wrong = await mailer?.inspect();
    const { host, port } = mail.smtp;
    return wrong === undefined
      ? [ok(name, `The mail server ${host}:${port} accepts the connection.`)]
      : [
          problem(
            name,
            `The mail server ${host}:${port} cannot be used: ${wrong}.`,
            'Check MAIL_URL: the address, smtps:// or smtp://, the user and the password. It must have a certificate that Node.js trusts (NODE_EXTRA_CA_CERTS adds one).',
          ),
        ];
  } finally {
    close();
  }
}
