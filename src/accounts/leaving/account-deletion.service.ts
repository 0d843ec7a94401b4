import type { SecurityLogService } from '../../audit/security-log.service.js';
import { addSeconds, type Clock } from '../../core/clock.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { ServiceError } from '../../core/service-error.js';
import { statement } from '../../core/statement.js';
import { inTransaction } from '../../core/transaction.js';
import type { RevocationService } from '../../sessions/revocation.service.js';
import { requireNotRecovered, requireRecentSignIn } from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';
import type { EmailSteps } from '../email/email-steps.js';
import { User } from '../user.entity.js';

/** How long an account can still be kept. */
export const GRACE_SECONDS = 7 * 86_400;

const KEEP = statement(`
  update users set deletes_at = null where id = :userId::uuid and deletes_at > :now::timestamptz returning id`);

/** Deletion of an account by its user. The retention run removes the account after some days of grace. */
export class AccountDeletionService {
  /** @param sendsMail whether this server has a mail server */
  constructor(
    private readonly sendsMail: boolean,
    private readonly steps: EmailSteps,
    private readonly revocations: RevocationService,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends every session, and has the account removed after seven days. A confirmed address gets a mail whose link keeps
   * it.
   *
   * @returns when it is removed
   * @throws REAUTHENTICATION_REQUIRED; UNAUTHENTICATED when the session has ended in the meantime
   */
  async request(viewer: Viewer, scope: RequestScope): Promise<Date> {
    const user = await findViewerUser(viewer, scope);
    const now = this.clock();
    requireRecentSignIn(user, viewer, now);
    requireNotRecovered(viewer);
    const { id: userId, email, emailVerifiedAt } = user;
    const deletesAt = addSeconds(now, GRACE_SECONDS);
    await inTransaction(scope, async (within) => {
      await within.em.nativeUpdate(User, { id: userId }, { deletesAt });
      const ended = await this.revocations.revokeAll(userId, 'accountDeletion', within);
      if (!ended.includes(viewer.sessionId)) throw new ServiceError('UNAUTHENTICATED');
      await this.securityLog.record({ type: 'deletionRequested', userId }, within);
      if (this.sendsMail && email != null && emailVerifiedAt != null)
        await this.steps.open({ purpose: 'keepAccount', email, userId }, within);
    });
    return deletesAt;
  }

  /** Keeps the account of the viewer, who signed in again. @throws what `findViewerUser` throws */
  async cancel(viewer: Viewer, scope: RequestScope): Promise<User> {
    const { id } = await findViewerUser(viewer, scope);
    await this.keep(id, scope);
    return scope.em.findOneOrFail(User, { id }, { refresh: true });
  }

  /** Keeps the account by the link of the mail, without a sign-in. @throws INVALID_EMAIL_TOKEN; CHALLENGE_EXPIRED */
  async keepByMail(
    { challenge, token }: { challenge: string; token: string },
    scope: RequestScope,
  ): Promise<void> {
    const step = await this.steps.check({ challenge, token, purposes: ['keepAccount'] }, scope);
    // Whole or not at all: nobody finds the link used and the account not kept.
    await inTransaction(scope, async (within) => {
      if (!(await this.keep(step.userId, within))) throw new ServiceError('CHALLENGE_EXPIRED');
      await this.steps.use(step, within);
    });
  }

  /** @returns false if it was not to be removed */
  private async keep(userId: string, scope: RequestScope): Promise<boolean> {
    const kept = await KEEP.run(scope.em, { userId, now: this.clock() });
    if (kept.length > 0) await this.securityLog.record({ type: 'deletionCanceled', userId }, scope);
    return kept.length > 0;
  }
}
