import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import { MAIL_NOTICE } from '../../accounts/notices/mail-notices.js';
import type { User } from '../../accounts/user.entity.js';
import { addSeconds, type Clock, DAY_SECONDS } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { OutboxService } from '../../outbox/outbox.service.js';
import type { OutboxHandler } from '../../outbox/outbox.worker.js';
import type { PhoneNews } from '../../core/notice-kind.js';
import type { PhoneNotifier } from '../../vendors/phone-notifier.js';
import { ADD_NOTICE } from './factor-notices.sql.js';
import { NotifiedPhone } from './notified-phone.entity.js';

/** In the outbox: a message to the phone of an account, about a change of what it signs in with. */
export const PHONE_NOTICE = 'phoneNotice';

/** For each user. Messages cost money, and a user who was warned ten times is warned. */
const NOTICES_A_DAY = 10;

/**
 * Notices of changes that a thief would make too (NIST SP 800-63B-4, 4.6), to the phone of the account. The mail about a
 * change is one of `PendingChanges`. Notices are in the language of the last completed
 * sign-in: a thief with a session must not choose a language that the owner does not read. The number is kept in a row of
 * its own and the outbox refers to it: operators may read and copy the outbox, and it contains no number.
 */
export class FactorNotices {
  /** @param ways where notices go */
  constructor(
    private readonly outbox: OutboxService,
    private readonly ways: { readonly messages: boolean; readonly mails: boolean },
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a notice to the phone that the user has now. Nothing happens if there is none, or if ten went there in the last
   * day.
   *
   * @param scope of the transaction that makes the change, if there is one
   */
  async add({ id }: Pick<User, 'id'>, news: PhoneNews, scope: RequestScope): Promise<void> {
    await this.insert({ userId: id, news, phone: null }, scope);
  }

  /**
   * Adds a notice to a number that the user no longer has. No limit keeps it back.
   *
   * @param scope as in `add`
   */
  async addToOldPhone(
    { id }: Pick<User, 'id'>,
    { phone, news }: { phone: string; news: PhoneNews },
    scope: RequestScope,
  ): Promise<void> {
    await this.insert({ userId: id, news, phone }, scope);
  }

  /**
   * The same, and a mail to the confirmed address, for a statement that adds them together with what they are about:
   * `noticing`. Call `noteAdded` after it. Where no notices are sent it adds none.
   */
  compose(news: PhoneNews, phone: string | null = null) {
    const now = this.clock();
    return {
      ...{ phone, news, now, since: addSeconds(now, -DAY_SECONDS) },
      ...{ noticeId: randomUUID(), messageId: randomUUID(), messageKind: PHONE_NOTICE },
      ...{ mailNoticeId: randomUUID(), mailMessageId: randomUUID(), mailMessageKind: MAIL_NOTICE },
      mostMessages: this.ways.messages ? NOTICES_A_DAY : 0,
      mostMails: this.ways.mails ? NOTICES_A_DAY : 0,
    };
  }

  noteAdded(scope: Pick<RequestScope, 'afterCommit'>): void {
    this.outbox.noteAdded(scope);
  }

  private async insert(
    { userId, news, phone }: { userId: string; news: PhoneNews; phone: string | null },
    scope: RequestScope,
  ): Promise<void> {
    if (!this.ways.messages) return;
    const added = await ADD_NOTICE.run(scope.em, { ...this.compose(news, phone), userId, mostMails: 0 });
    if (added.length > 0) this.noteAdded(scope);
  }
}

/** Sends the notices that the outbox refers to. A notice may arrive twice. */
export function phoneNoticeHandler(orm: MikroORM, notifier: PhoneNotifier): OutboxHandler {
  return async ({ notifiedPhoneId }) => {
    const row = await orm.em.fork().findOne(NotifiedPhone, { id: String(notifiedPhoneId) });
    // The account was deleted, and its numbers with it.
    if (!row) return { kind: 'failed', detail: 'the number is deleted', isFinal: true };
    const { phone, news, locale } = row;
    return notifier.notify({ phone, news, locale: locale ?? undefined });
  };
}
