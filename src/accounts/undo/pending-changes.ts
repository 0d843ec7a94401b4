import { randomUUID } from 'node:crypto';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { BrandConfig } from '../../config/config.js';
import { addSeconds, type Clock, DAY_SECONDS } from '../../core/clock.js';
import type { ChangeKind } from '../../core/notice-kind.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashSecret, randomSecret } from '../../core/secrets.js';
import { composeMail } from '../../mail/compose-mail.js';
import type { OutboxService } from '../../outbox/outbox.service.js';
import type { OutboxHandler } from '../../outbox/outbox.worker.js';
import type { Mailer } from '../../vendors/mailer.js';
import { PendingChange, UNDO_SECONDS } from './pending-change.entity.js';
import {
  ERASE_REMOVED,
  FORGET_AUTHENTICATOR,
  KEEP_STATE,
  LOCK_USER,
  WRITE_UNDO_TOKEN,
} from './pending-change.sql.js';

/** In the outbox: the mail about a change, which can undo it. */
export const CHANGE_MAIL = 'changeMail';

/** To each user. A thief who makes many of these gains nothing: the link of an earlier mail undoes everything since. */
const MAILS_A_DAY = 10;
/**
 * About changes that take the account from its user. More than anybody reads, and still a limit: a script could switch the
 * second factor on and off all day, and each mail costs money.
 */
const GRAVE_MAILS_A_DAY = 100;
const GRAVE: ReadonlySet<ChangeKind> = new Set([
  'emailChanged',
  'passwordChanged',
  'phoneChanged',
  'phoneRemoved',
  'twoFactorDisabled',
]);

/**
 * Mails about changes that a thief would make too (NIST SP 800-63B-4, 4.6). They go to the confirmed address of before the
 * change, in the language of the last completed sign-in, with a link that undoes the change.
 */
export class PendingChanges {
  /** @param sendsMail whether this server has a mail server */
  constructor(
    private readonly sendsMail: boolean,
    private readonly outbox: OutboxService,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps what the user signs in with now, and queues the mail. Locks the user.
   *
   * @param scope of the transaction that makes the change, before it does
   */
  async keep(
    userId: string,
    kind: ChangeKind,
    scope: Pick<RequestScope, 'em' | 'afterCommit'>,
  ): Promise<void> {
    if (!this.sendsMail) return;
    const now = this.clock();
    await LOCK_USER.run(scope.em, { userId });
    const queued = await KEEP_STATE.run(scope.em, {
      ...{ id: randomUUID(), userId, kind, now, expiresAt: addSeconds(now, UNDO_SECONDS) },
      ...{ most: GRAVE.has(kind) ? GRAVE_MAILS_A_DAY : MAILS_A_DAY, since: addSeconds(now, -DAY_SECONDS) },
      ...{ messageId: randomUUID(), messageKind: CHANGE_MAIL },
    });
    if (queued.length > 0) this.outbox.noteAdded(scope);
  }

  /**
   * Nothing of a user can be undone any more: staff has deactivated the account, and decides what it signs in with.
   *
   * @param scope of the transaction
   */
  async forget(userId: string, { em }: Pick<RequestScope, 'em'>): Promise<void> {
    await em.nativeDelete(PendingChange, { user: userId });
    await ERASE_REMOVED.run(em, { userId, now: this.clock() });
  }

  /**
   * No undo brings a removed authenticator back any more: nobody can use its secret.
   *
   * @param scope of the transaction
   */
  async forgetAuthenticator(
    { userId, id }: { userId: string; id: string },
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<void> {
    await FORGET_AUTHENTICATOR.run(em, { userId, id });
    await ERASE_REMOVED.run(em, { userId, now: this.clock() });
  }
}

/**
 * Writes and sends the mails. The link is made now, and only its hash is kept. A mail that is sent again has a new one.
 *
 * @param link where it leads, without the token
 */
export function changeMailHandler(
  orm: MikroORM,
  mailer: Mailer,
  { brand, link, host }: { brand: BrandConfig; link: string; host: string },
  clock: Clock,
): OutboxHandler {
  return async ({ pendingChangeId }) => {
    const em = orm.em.fork();
    const pending = await em.findOne(PendingChange, { id: String(pendingChangeId) }, { populate: ['user'] });
    const token = randomSecret();
    const written = pending
      ? await WRITE_UNDO_TOKEN.run(em, { id: pending.id, tokenHash: hashSecret(token), now: clock() })
      : [];
    if (!pending || written.length === 0)
      return { kind: 'failed', detail: 'the change can no longer be undone', isFinal: true };
    const { email, kind } = pending;
    const { username, locale } = pending.user.getEntity();
    const proof = {
      link: `${link}?${new URLSearchParams({ token }).toString()}`,
      code: null,
      codeMinutes: 0,
    };
    // Each try has an id of its own: mailboxes hide the second of two mails with one id, and its link is the valid one.
    const messageId = `<${randomUUID()}@${host}>`;
    const content = {
      kind,
      to: email,
      username,
      locale: locale ?? null,
      messageId,
      proof,
    };
    return mailer.send(composeMail(content, brand));
  };
}
