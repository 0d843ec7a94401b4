import type { MikroORM } from '@mikro-orm/postgresql';
import type { BrandConfig } from '../../config/config.js';
import { composeMail } from '../../mail/compose-mail.js';
import type { OutboxHandler } from '../../outbox/outbox.worker.js';
import type { Mailer } from '../../vendors/mailer.js';
import { MailNotice } from './mail-notice.entity.js';

/** In the outbox: a mail that reports something about an account, and undoes nothing. */
export const MAIL_NOTICE = 'mailNotice';

/** Sends the mails that the outbox refers to. A mail may arrive twice. */
export function mailNoticeHandler(
  orm: MikroORM,
  mailer: Mailer,
  { brand, host }: { brand: BrandConfig; host: string },
): OutboxHandler {
  return async ({ mailNoticeId }) => {
    const em = orm.em.fork();
    const notice = await em.findOne(MailNotice, { id: String(mailNoticeId) }, { populate: ['user'] });
    // The account was deleted, and its addresses with it.
    if (!notice) return { kind: 'failed', detail: 'the address is deleted', isFinal: true };
    const { id, email, kind } = notice;
    const { username, locale } = notice.user.getEntity();
    const content = { kind, to: email, username, locale: locale ?? null, messageId: `<${id}@${host}>` };
    return mailer.send(composeMail(content, brand));
  };
}
