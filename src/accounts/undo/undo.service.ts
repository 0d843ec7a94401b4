import type { Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashSecret } from '../../core/secrets.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import type { PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import type { CredentialChangeService } from '../credential-change.service.js';
import type { EmailSteps, OpenEmailStep } from '../email/email-steps.js';
import { User } from '../user.entity.js';
import { PendingChange } from './pending-change.entity.js';
import { ERASE_REMOVED, UNDO } from './pending-change.sql.js';

interface PhoneOfUser {
  readonly phone: string | null;
  readonly authyId: string | null;
}

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
   * for again. A number that another account has now does not come back: a thief with its SIM card could keep the account
   * otherwise.
   *
   * @throws CHALLENGE_EXPIRED for an unknown, used or old token, and where another account has the address now;
   * PROVIDER_UNAVAILABLE; RATE_LIMITED
   */
  async undo(token: string, scope: RequestScope): Promise<OpenEmailStep> {
    await this.steps.countToken(scope);
    const pending = await this.find(token, scope);
    if (!pending) {
      await this.steps.noteRejected('wrongToken', null, scope);
      throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoExpired'));
    }
    const factor = await this.phoneBefore(pending, scope);
    try {
      return await this.putBack(pending, factor, scope);
    } catch (error) {
      if (isUniqueViolation(error)) throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoTaken'));
      throw error;
    }
  }

  private find(token: string, { em }: RequestScope): Promise<PendingChange | null> {
    const found = { tokenHash: hashSecret(token.trim()), expiresAt: { $gt: this.clock() } };
    return em.findOne(PendingChange, { ...found, user: { isActive: true } }, { populate: ['user'] });
  }

  private putBack(pending: PendingChange, factor: PhoneOfUser, scope: RequestScope): Promise<OpenEmailStep> {
    const user = pending.user.getEntity();
    const { email, emailVerifiedAt, secondFactorEnabledAt, preferredFactor } = pending;
    return this.changes.apply(
      { user, viewer: null },
      { change: { passwordHash: null }, event: 'changeUndone', reason: pending.kind },
      scope,
      async (within) => {
        const now = this.clock();
        const undone = await UNDO.run(within.em, { ...factor, id: pending.id, now });
        if (undone.length === 0) throw new ServiceError('CHALLENGE_EXPIRED', sentence('undoExpired'));
        await ERASE_REMOVED.run(within.em, { userId: user.id, now });
        const restored = { ...factor, email, emailVerifiedAt, secondFactorEnabledAt, preferredFactor };
        Object.assign(user, { ...restored, deletesAt: null });
        // Not counted: nobody may use up the mails that this needs.
        return this.steps.open({ purpose: 'resetPassword', email }, within);
      },
    );
  }

  /** The number of before, unless another account has it. Authy forgot it when it was replaced, and has a new id for it. */
  private async phoneBefore(
    { user, phone, authyId, email }: PendingChange,
    { em }: RequestScope,
  ): Promise<PhoneOfUser> {
    if (phone != null && (await em.count(User, { phone, id: { $ne: user.id } })) > 0)
      return { phone: null, authyId: null };
    if (authyId == null || phone == null || user.getEntity().authyId === authyId)
      return { phone: phone ?? null, authyId: authyId ?? null };
    const outcome = await this.provider.enroll({ phone, email });
    if (outcome.kind === 'enrolled') return { phone, authyId: outcome.factor.authyId ?? null };
    throw new ServiceError('PROVIDER_UNAVAILABLE');
  }
}
