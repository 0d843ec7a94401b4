import type { AccountConfig, TwoFactorPolicy } from '../../config/config.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import type { SessionService } from '../../sessions/session.service.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import type { NewPasswordService } from '../new-password.service.js';
import type { PasswordService } from '../password.service.js';
import { User } from '../user.entity.js';
import { parseNewUsername } from '../username.js';
import { parseEmailAddress } from './email-address.js';
import { EMAIL_AMR, type EmailSteps, INVITATION_SECONDS } from './email-steps.js';
import { findByEmail } from './proven-email.js';
import type { UnverifiedAccounts } from './unverified-accounts.js';

export interface Invitation {
  readonly username: string;
  readonly email: string;
  readonly isStaff: boolean;
}

/** Invitations by staff. */
export class InvitationService {
  constructor(
    private readonly config: Pick<AccountConfig, 'registration'>,
    private readonly accounts: UnverifiedAccounts,
    private readonly steps: EmailSteps,
  ) {}

  /**
   * Makes an account without a password, and mails its address a link that sets one. A further invitation to the same
   * address takes its place.
   *
   * @throws FORBIDDEN where registration is closed; BAD_USER_INPUT; USERNAME_TAKEN; RATE_LIMITED for one address;
   * SERVICE_UNAVAILABLE where no mail can be sent
   */
  async invite({ username: name, email: text, isStaff }: Invitation, scope: RequestScope): Promise<User> {
    if (this.config.registration === 'closed')
      throw new ServiceError('FORBIDDEN', sentence('invitationsOff'));
    this.steps.requireMail();
    const { username, key: usernameKey } = parseNewUsername(name);
    const email = parseEmailAddress(text);
    // Staff can list all users, so this shows nothing new.
    if (await findByEmail(email, scope.em)) throw badInput('email', sentence('emailTaken'));
    await this.steps.countRecipient(email, scope);
    const { userId } = await this.accounts.open(
      { username, usernameKey, email, passwordHash: null, isStaff, seconds: INVITATION_SECONDS },
      scope,
    );
    return scope.em.findOneOrFail(User, { id: userId });
  }

  /** Ends an invitation that is not accepted yet, and removes its account. @throws BAD_USER_INPUT for another user */
  async revoke({ id }: User, scope: RequestScope): Promise<void> {
    if (!(await this.accounts.revokeInvitation(id, scope))) throw badInput('id', sentence('notInvited'));
  }
}

/** The first sign-in of an invited person. */
export class InvitationAcceptance {
  constructor(
    private readonly accounts: UnverifiedAccounts,
    private readonly steps: EmailSteps,
    private readonly newPasswords: NewPasswordService,
    private readonly passwords: PasswordService,
    private readonly sessions: SessionService,
    private readonly policy: TwoFactorPolicy,
  ) {}

  /**
   * Sets the first password and opens a session, which may only enroll where the policy asks for a second factor.
   *
   * @throws WEAK_PASSWORD, which does not use the token up; INVALID_EMAIL_TOKEN; CHALLENGE_EXPIRED; RATE_LIMITED
   */
  async accept(
    { challenge, token, newPassword }: { challenge: string; token: string; newPassword: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    this.passwords.requireStrong('newPassword', newPassword, '');
    const step = await this.steps.check({ challenge, token, purposes: ['invite'] }, scope);
    const invited = await scope.em.findOne(User, { id: step.userId, isActive: true });
    if (!invited) throw new ServiceError('CHALLENGE_EXPIRED');
    const passwordHash = await this.steps.givingBack(step, scope, async () => {
      await this.newPasswords.require('newPassword', newPassword, invited.username);
      return this.passwords.hash(newPassword, scope.ipAddress);
    });
    const user = await this.accounts.verify(step, scope, passwordHash);
    const mayOnlyEnroll = this.policy === 'required';
    const proof = { amr: [EMAIL_AMR], locale: scope.locale, mayOnlyEnroll, reason: 'invitation' };
    return this.sessions.openSession(user, proof, scope);
  }
}
