import type { EntityManager } from '@mikro-orm/postgresql';
import type { CredentialChangeService } from '../accounts/credential-change.service.js';
import { parseEmailAddress } from '../accounts/email/email-address.js';
import { findByEmail } from '../accounts/email/proven-email.js';
import type { User } from '../accounts/user.entity.js';
import { commandLineScope } from '../audit/security-log.service.js';
import type { Clock } from '../core/clock.js';
import { isUniqueViolation } from '../core/database-failure.js';
import { sentence } from '../core/sentences.js';
import { badInput } from '../core/service-error.js';

export interface NewAddress {
  readonly address: string;
  /** Whether the operator confirms it. If not, its user has yet to. */
  readonly isVerified: boolean;
}

/** The address of a user, set by an operator. */
export class AddressAdminService {
  constructor(
    private readonly changes: CredentialChangeService,
    private readonly clock: Clock,
  ) {}

  /**
   * Sets the address, and ends every session. The confirmed address of before gets a mail that can undo it, unless the user
   * is deactivated.
   *
   * @throws BAD_USER_INPUT for what is no address, for one that another user has confirmed, and where nothing would change;
   * for a user who has yet to confirm an address, unless the operator confirms the new one
   */
  async set(user: User, { address, isVerified }: NewAddress, em: EntityManager): Promise<void> {
    const email = parseEmailAddress(address);
    const owner = await findByEmail(email, em);
    if (owner && owner.id !== user.id) throw badInput('email', sentence('emailTaken'));
    if (user.email === email && (owner || !isVerified))
      throw badInput('email', 'The user has this address already.');
    // The link of the mail is for the old address.
    if (user.unverifiedUntil != null && !isVerified)
      throw badInput(
        'username',
        'This user has not confirmed an address yet. Register or invite the user anew.',
      );
    const change = isVerified
      ? { email, emailVerifiedAt: this.clock(), unverifiedUntil: null }
      : { email, emailVerifiedAt: owner?.emailVerifiedAt ?? null };
    try {
      await this.changes.apply(
        { user, viewer: null },
        { change, event: 'emailChanged', reason: 'staff', kind: 'emailChanged' },
        commandLineScope(em),
        async () => undefined,
      );
    } catch (error) {
      throw isUniqueViolation(error) ? badInput('email', sentence('emailTaken')) : error;
    }
  }
}
