import type { CredentialService } from '../../accounts/credential.service.js';
import { User } from '../../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../../config/config.js';
import type { FactorKind } from '../../core/factor-kind.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { sentence } from '../../core/sentences.js';
import { badInput, ServiceError } from '../../core/service-error.js';
import {
  requireNotRecovered,
  requireRecentSecondFactor,
  requireRecentSignIn,
} from '../../sessions/recent-sign-in.js';
import { findViewerUser } from '../../sessions/viewer.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import { withSecondFactor } from '../amr.js';
import { enabledBy } from '../second-factor-columns.js';
import { readOverview } from '../factor-overview.js';
import type { FactorNotices } from '../notices/factor-notices.js';
import type { SecondFactors } from '../second-factors.js';
import { requireUnlocked } from '../second-factor-lock.js';
import { Authenticator } from './authenticator.entity.js';
import { type AuthenticatorRemoval, findAuthenticator } from './authenticator-removal.js';

/** Of each kind that a user can have several of. */
const LIMITS = { authenticatorApp: 5, passkey: 20 } as const;
const MAX_NAME = 100;

/** Something that a user just proved, and signs in with from now on. */
export interface NewAuthenticator {
  readonly id: string;
  readonly kind: keyof typeof LIMITS;
  readonly name: string;
  /** RFC 8176 names of the proof. */
  readonly amr: readonly string[];
  /** Stores what belongs to it, in the transaction. */
  readonly store: (within: RequestScope) => Promise<void>;
}

/** What users sign in with besides the password: adding, naming and removing. */
export class AuthenticatorService {
  constructor(
    private readonly credentials: CredentialService,
    private readonly factors: SecondFactors,
    private readonly notices: FactorNotices,
    private readonly removal: AuthenticatorRemoval,
    private readonly policy: TwoFactorPolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * The user who may add an authenticator now.
   *
   * @throws REAUTHENTICATION_REQUIRED; AUTHENTICATOR_LIMIT; FORBIDDEN while the second factor is locked
   */
  async requireMayAdd(viewer: Viewer, kind: keyof typeof LIMITS, scope: RequestScope): Promise<User> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSignIn(user, viewer, this.clock());
    requireUnlocked(user);
    await this.requireRoom(user, kind, scope);
    return user;
  }

  /**
   * Makes a proven authenticator a second factor. Every session of the user ends, and the caller gets a new one.
   *
   * @throws AUTHENTICATOR_LIMIT; UNAUTHENTICATED when the session has ended in the meantime
   */
  async add(
    user: User,
    viewer: Viewer,
    { id, kind, name, amr, store }: NewAuthenticator,
    scope: RequestScope,
  ): Promise<TokenPair> {
    const now = this.clock();
    return this.credentials.changeCredential(
      user,
      viewer,
      {
        change: enabledBy(kind, user, now),
        event: 'authenticatorAdded',
        reason: kind,
        kind: `${kind}Added`,
        proof: { amr: withSecondFactor(viewer.amr, amr), isRecovered: viewer.isRecovered },
        also: async (within) => {
          // The row of the user is locked now, so the count stands.
          await this.requireRoom(user, kind, within);
          await within.em.insert(Authenticator, {
            ...{ id, user: user.id, kind, name, createdAt: now, lastUsedAt: now },
          });
          await store(within);
          await this.notices.add(user, `${kind}Added`, within);
        },
      },
      scope,
    );
  }

  /** @throws BAD_USER_INPUT for an unknown one, and for a name that cannot be */
  async rename(
    { userId }: Viewer,
    { id, name }: { id: string; name: string },
    scope: RequestScope,
  ): Promise<Authenticator> {
    const authenticator = await findAuthenticator(userId, id, scope);
    const given = requireName(name);
    await scope.em.nativeUpdate(Authenticator, { id }, { name: given });
    return Object.assign(authenticator, { name: given });
  }

  /**
   * Removes one authenticator. Every session of the user ends, and the caller gets a new one.
   *
   * @throws LAST_AUTHENTICATOR, or FORBIDDEN where the policy needs it; REAUTHENTICATION_REQUIRED; BAD_USER_INPUT
   */
  async remove(viewer: Viewer, id: string, scope: RequestScope): Promise<TokenPair> {
    const user = await findViewerUser(viewer, scope);
    requireRecentSecondFactor(user, viewer, this.clock());
    requireNotRecovered(viewer);
    const { kind, isLast, change, finish } = await this.removal.prepare(user, id, scope);
    if (isLast) {
      requireNotNeeded(user, this.policy);
      throw new ServiceError('LAST_AUTHENTICATOR');
    }
    return this.credentials.changeCredential(
      user,
      viewer,
      {
        ...{ change, event: 'authenticatorRemoved', reason: kind, kind: `${kind}Removed` },
        ...{ proof: viewer, also: finish },
      },
      scope,
    );
  }

  /**
   * Chooses what a sign-in begins with.
   *
   * @throws TWO_FACTOR_NOT_ENABLED; BAD_USER_INPUT for a kind that the user has not
   */
  async prefer(viewer: Viewer, kind: FactorKind, scope: RequestScope): Promise<User> {
    const user = await findViewerUser(viewer, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    const methods = this.factors.methodsOf(user, await readOverview(user.id, scope));
    if (kind === 'recoveryCode' || !methods.some((method) => method.kind === kind))
      throw badInput('kind', sentence('authenticatorUnknown'));
    await scope.em.nativeUpdate(User, { id: user.id }, { preferredFactor: kind });
    return Object.assign(user, { preferredFactor: kind });
  }

  private async requireRoom(
    user: User,
    kind: keyof typeof LIMITS,
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<void> {
    const has = await em.count(Authenticator, { user, kind, removedAt: null });
    if (has >= LIMITS[kind]) throw new ServiceError('AUTHENTICATOR_LIMIT');
  }
}

/** @throws FORBIDDEN where the policy needs a second factor of the user */
export function requireNotNeeded({ isStaff }: User, policy: TwoFactorPolicy): void {
  if (policy === 'required' || (policy === 'staff' && isStaff))
    throw new ServiceError('FORBIDDEN', sentence('policyNeedsSecondFactor'));
}

/** A name that a user gives, trimmed. @throws BAD_USER_INPUT */
export function requireName(name: string): string {
  const trimmed = name.trim();
  const isPlain = trimmed.length > 0 && trimmed.length <= MAX_NAME && !/[\p{Cc}\p{Cf}]/u.test(trimmed);
  if (!isPlain) throw badInput('name', sentence('authenticatorNameLength', { max: MAX_NAME }));
  return trimmed;
}
