import type { Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashSecret } from '../../core/secrets.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import type { PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import type { CredentialChangeService } from '../credential-change.service.js';
import type { EmailSteps, OpenEmailStep } from '../email/email-steps.js';
import { PendingChange } from './pending-change.entity.js';
import { ERASE_REMOVED, UNDO } from './pending-change.sql.js';

/** Undoing a change of what a user signs in with, by the link of the mail about it. */
export class UndoService {
  constructor(
    private readonly changes: CredentialChangeService,
    private readonly steps: EmailSteps,
    private readonly provider: PhoneCodeProvider,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts back the address, the phone and all other factors of before the change, ends every session, and removes the
   * password. The address gets a mail that sets a new one. Nobody is signed in, and the second factor of before is asked
   * for again.
   *
   * @throws CHALLENGE_EXPIRED for an unknown, used or old token, and where another account has the address or the number
   * now; PROVIDER_UNAVAILABLE; RATE_LIMITED
   */
  async undo(token: string, scope: RequestScope): Promise<OpenEmailStep> {
    await this.steps.countToken(scope);
    const pending = await this.find(token, scope);
    if (!pending) {
      await this.steps.noteRejected('wrongToken', null, scope);
      throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoExpired'));
    }
    const authyId = await this.enrollAgain(pending);
    try {
      return await this.putBack(pending, authyId, scope);
    } catch (error) {
      if (isUniqueViolation(error)) throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoTaken'));
      throw error;
    }
  }

  private find(token: string, { em }: RequestScope): Promise<PendingChange | null> {
    const found = { tokenHash: hashSecret(token.trim()), expiresAt: { $gt: this.clock() } };
    return em.findOne(PendingChange, { ...found, user: { isActive: true } }, { populate: ['user'] });
  }

  private putBack(
    pending: PendingChange,
    authyId: string | null,
    scope: RequestScope,
  ): Promise<OpenEmailStep> {
    const user = pending.user.getEntity();
    const { email, emailVerifiedAt, phone, secondFactorEnabledAt, preferredFactor, deletesAt } = pending;
    return this.changes.apply(
      { user, viewer: null },
      { change: { passwordHash: null }, event: 'changeUndone', reason: pending.kind },
      scope,
      async (within) => {
        const now = this.clock();
        const undone = await UNDO.run(within.em, { id: pending.id, authyId, now });
        if (undone.length === 0) throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoExpired'));
        await ERASE_REMOVED.run(within.em, { userId: user.id, now });
        const restored = { email, emailVerifiedAt, phone, secondFactorEnabledAt, preferredFactor, deletesAt };
        Object.assign(user, { ...restored, authyId });
        // Not counted: nobody may use up the mails that this needs.
        return this.steps.open({ purpose: 'resetPassword', email }, within);
      },
    );
  }

  /** Authy forgot the number when it was replaced. @returns its new id there */
  private async enrollAgain({ user, phone, authyId, email }: PendingChange): Promise<string | null> {
    if (authyId == null || phone == null || user.getEntity().authyId === authyId) return authyId ?? null;
    const outcome = await this.provider.enroll({ phone, email });
    if (outcome.kind === 'enrolled') return outcome.factor.authyId ?? null;
    throw new ServiceError('PROVIDER_UNAVAILABLE');
  }
}
