import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { BrandConfig, MailConfig, MailLink } from '../../config/config.js';
import { addSeconds, type Clock } from '../../core/clock.js';
import type { MailKind } from '../../core/notice-kind.js';
import { hashCode, hashSecret, randomDigits, randomSecret } from '../../core/secrets.js';
import { composeMail } from '../../mail/compose-mail.js';
import type { Delivery, OutboxHandler } from '../../outbox/outbox.worker.js';
import type { Mailer } from '../../vendors/mailer.js';
import { User } from '../user.entity.js';
import { EmailStep, type EmailPurpose } from './email-step.entity.js';
import { WRITE_PROOF } from './email-step.sql.js';
import { EMAIL_CODE_LENGTH, EMAIL_CODE_SECONDS } from './email-steps.js';
import { findByEmail } from './proven-email.js';

const MAIL_OF = {
  register: 'verifyEmail',
  invite: 'invitation',
  signIn: 'emailSignIn',
  resetPassword: 'resetPassword',
  changeEmail: 'changeEmail',
  keepAccount: 'keepAccount',
} as const satisfies Record<EmailPurpose, MailKind & MailLink>;

/** The user is the one of the step, and not the one who has proved the address. */
const OF_NEW_ADDRESS: ReadonlySet<EmailPurpose> = new Set(['register', 'invite', 'changeEmail']);

/** No page waits for a code of these mails. */
const WITHOUT_CODE: ReadonlySet<EmailPurpose> = new Set(['invite', 'keepAccount']);

/** Go to addresses whose holder may not know who chose the username. */
const NAMED_BY_ANYBODY: ReadonlySet<EmailPurpose> = new Set(['register', 'changeEmail']);
const PLAIN_NAME = /^[\p{L}\p{M}\p{N} _-]{0,60}/u;

export interface StepMailSettings {
  readonly brand: BrandConfig;
  readonly links: MailConfig['links'];
  /** The right half of message ids: the host of the public address. */
  readonly host: string;
}

/**
 * Writes and sends the mails of steps. Who has the address is looked up here and not in the request, so that no request
 * shows it. Link and code are made now, and only their hashes are kept. A mail that is sent again has new ones.
 */
export function emailStepHandler(
  orm: MikroORM,
  mailer: Mailer,
  { brand, links, host }: StepMailSettings,
  clock: Clock,
): OutboxHandler {
  return async ({ emailStepId }): Promise<Delivery> => {
    const em = orm.em.fork();
    const step = await em.findOne(EmailStep, { id: String(emailStepId) });
    // A newer one took its place, or it was used.
    if (!step || step.usedAt != null || step.expiresAt <= clock()) return { kind: 'delivered' };
    const code = WITHOUT_CODE.has(step.purpose) ? null : randomDigits(EMAIL_CODE_LENGTH);
    // Before anybody is looked up: requests at the same time would be slower for an address that somebody has.
    const codeHash = code && (await hashCode(code, step.id));
    const owner = await findByEmail(step.email, em);
    const isFresh = OF_NEW_ADDRESS.has(step.purpose);
    const user = isFresh && step.user ? await em.findOne(User, { id: step.user.id }) : owner;
    if (!user?.isActive) return { kind: 'delivered' };
    const mail = {
      to: step.email,
      locale: step.locale ?? user.locale ?? null,
      // Each try has a link of its own. Mailboxes hide the second of two mails with one id, and its link is the valid one.
      messageId: `<${randomUUID()}@${host}>`,
    };
    if (isFresh && owner && owner.id !== user.id)
      return mailer.send(composeMail({ ...mail, kind: 'addressTaken', username: owner.username }, brand));
    const token = randomSecret();
    const codeExpiresAt = addSeconds(clock(), EMAIL_CODE_SECONDS);
    const hashes = { tokenHash: hashSecret(token), codeHash };
    const written = await WRITE_PROOF.run(em, { id: step.id, userId: user.id, ...hashes, codeExpiresAt });
    if (written.length === 0) return { kind: 'delivered' };
    const kind = MAIL_OF[step.purpose];
    const username = NAMED_BY_ANYBODY.has(step.purpose) ? withoutLinks(user.username) : user.username;
    // The page asks whether this is the account of the person who opened it.
    const named = step.purpose === 'register' ? { username } : {};
    const link = `${links[kind]}?${new URLSearchParams({ challenge: step.id, token, ...named }).toString()}`;
    const proof = { link, code, codeMinutes: EMAIL_CODE_SECONDS / 60 };
    return mailer.send(composeMail({ ...mail, kind, username, proof }, brand));
  };
}

/** Mail programs make links of names with dots. Nobody may advertise in mails that come from this server. */
function withoutLinks(username: string): string {
  const [plain = ''] = PLAIN_NAME.exec(username) ?? [];
  return plain === username ? username : `${plain.trimEnd()}…`;
}
