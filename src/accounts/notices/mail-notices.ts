import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { BrandConfig } from '../../config/config.js';
import type { Clock } from '../../core/clock.js';
import type { MailKind } from '../../core/notice-kind.js';
import type { RequestScope } from '../../core/request-scope.js';
import { composeMail } from '../../mail/compose-mail.js';
import type { OutboxService } from '../../outbox/outbox.service.js';
import type { OutboxHandler } from '../../outbox/outbox.worker.js';
import type { Mailer } from '../../vendors/mailer.js';
import type { User } from '../user.entity.js';
import { MailNotice } from './mail-notice.entity.js';

/** In the outbox: a mail about a change of an account. */
export const MAIL_NOTICE = 'mailNotice';

/**
 * Mails about changes that a thief would make too (NIST SP 800-63B-4, 4.6), to the address that the user has proved. They
 * are in the language of the last completed sign-in.
 */
export class MailNotices {
  /** @param sendsMail whether this server has a mail server */
  constructor(
    private readonly sendsMail: boolean,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a mail to the address that the user has now.
   *
   * @param addressee as before the change
   * @param scope of the transaction that makes the change
   */
  async add(
    { id: userId, email, emailVerifiedAt }: Pick<User, 'id' | 'email' | 'emailVerifiedAt'>,
    kind: MailKind,
    scope: Pick<RequestScope, 'em' | 'afterCommit'>,
  ): Promise<void> {
    if (!this.sendsMail || email == null || emailVerifiedAt == null) return;
    const id = randomUUID();
    await scope.em.insert(MailNotice, { id, user: userId, email, kind, createdAt: this.clock() });
    await this.outbox.add({ kind: MAIL_NOTICE, payload: { mailNoticeId: id } }, scope);
  }
}

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
