import { randomUUID } from 'node:crypto';
import type { User } from '../../accounts/user.entity.js';
import { addSeconds, type Clock, earlier } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { hashSecret, randomSecret } from '../../core/secrets.js';
import { ServiceError } from '../../core/service-error.js';
import { UUID } from '../../core/text.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import {
  DROP_OLD_CHALLENGES,
  OPEN_CHALLENGE,
  type PasskeyRow,
  TAKE_CHALLENGE,
  TAKE_ENROLLMENT,
  type TakenRow,
} from './passkey.sql.js';
import type { WebauthnPurpose } from './webauthn-challenge.entity.js';

const CHALLENGE_SECONDS = 300;
/** Open enrollments of a user: one for each tab. */
const MAX_ENROLLMENTS = 3;

type Scope = Pick<RequestScope, 'em'>;

/** A challenge, as it goes to the client. */
export interface OpenChallenge {
  /** What the authenticator signs. */
  readonly challenge: string;
  readonly expiresAt: Date;
  readonly timeoutMs: number;
}

/** A challenge that was used up. */
export interface TakenChallenge {
  readonly purpose: WebauthnPurpose;
  readonly challenge: string;
  /** The passkey that the response names; undefined for an unknown one. */
  readonly passkey: PasskeyRow | undefined;
}

/** Random values that passkeys sign. Each is bound to its purpose, valid for five minutes, and used up by any response. */
export class PasskeyChallenges {
  constructor(private readonly clock: Clock) {}

  /** For a sign-in without a password. */
  async openForSignIn(scope: Scope): Promise<OpenChallenge & { secret: string }> {
    const secret = randomSecret();
    const opened = await this.open({ purpose: 'signIn', secretHash: hashSecret(secret) }, scope);
    return { ...opened, secret };
  }

  /**
   * For a pending sign-in, in the place of the one before it.
   *
   * @throws CHALLENGE_EXPIRED when newer sign-ins took the place of the pending one in the meantime
   */
  async openForSecondStep(
    { secretHash, user, credentialsChangedAt, expiresAt }: PendingSignIn,
    scope: Scope,
  ): Promise<OpenChallenge> {
    const values = { userId: user.id, pendingSecretHash: secretHash, secretHash, credentialsChangedAt };
    return this.open({ purpose: 'secondStep', ...values }, scope, expiresAt);
  }

  /** @param id that the authenticator will have */
  async openForEnrollment(
    { id: userId, credentialsChangedAt }: User,
    id: string,
    scope: Scope,
  ): Promise<OpenChallenge> {
    const opened = await this.open({ purpose: 'enrollment', id, userId, credentialsChangedAt }, scope);
    await DROP_OLD_CHALLENGES.run(scope.em, { userId, others: MAX_ENROLLMENTS });
    return opened;
  }

  /**
   * Uses a challenge up.
   *
   * @param credentialId that the response names
   * @throws CHALLENGE_EXPIRED for one that is unknown, old or used
   */
  async take(secret: string, credentialId: string, { em }: Scope): Promise<TakenChallenge> {
    const values = { secretHash: hashSecret(secret), credentialId, now: this.clock() };
    const [row] = await TAKE_CHALLENGE.run(em, values);
    if (!row) throw new ServiceError('CHALLENGE_EXPIRED');
    const { purpose, challenge } = row;
    return { purpose, challenge, passkey: isFound(row) ? row : undefined };
  }

  /** The same for an enrollment. @throws CHALLENGE_EXPIRED, also where the credentials changed since */
  async takeEnrollment(id: string, user: User, { em }: Scope): Promise<string> {
    const { id: userId, credentialsChangedAt } = user;
    const [row] = UUID.test(id)
      ? await TAKE_ENROLLMENT.run(em, { id, userId, credentialsChangedAt, now: this.clock() })
      : [];
    if (!row) throw new ServiceError('CHALLENGE_EXPIRED');
    return row.challenge;
  }

  private async open(
    values: { readonly purpose: WebauthnPurpose } & Partial<{
      readonly id: string;
      readonly userId: string;
      readonly pendingSecretHash: string;
      readonly secretHash: string;
      readonly credentialsChangedAt: Date;
    }>,
    { em }: Scope,
    endsAt?: Date,
  ): Promise<OpenChallenge> {
    const now = this.clock();
    const challenge = randomSecret();
    const latest = addSeconds(now, CHALLENGE_SECONDS);
    const expiresAt = endsAt ? earlier(latest, endsAt) : latest;
    const none = { userId: null, pendingSecretHash: null, secretHash: null, credentialsChangedAt: null };
    const row = { id: randomUUID(), ...none, ...values, challenge, now, expiresAt };
    const opened = await OPEN_CHALLENGE.run(em, row);
    if (opened.length === 0) throw new ServiceError('CHALLENGE_EXPIRED');
    return { challenge, expiresAt, timeoutMs: expiresAt.getTime() - now.getTime() };
  }
}

function isFound(row: TakenRow): row is TakenRow & PasskeyRow {
  return row.id !== null;
}
