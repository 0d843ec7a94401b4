import { User } from '../../accounts/user.entity.js';
import type { TwoFactorPolicy } from '../../config/config.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { readViewer, requireStaff } from '../../sessions/viewer.js';
import { Passkey } from '../passkey/passkey.entity.js';
import { RecoveryCode } from '../recovery/recovery-code.entity.js';
import { Authenticator } from './authenticator.entity.js';

/** An authenticator with what its type shows. */
export interface ShownAuthenticator {
  readonly authenticator: Authenticator;
  /** Of a passkey. */
  readonly passkey?: Passkey | undefined;
}

/** What is shown of authenticators: to their user, and to staff. Never a secret. */
export class AuthenticatorReads {
  constructor(private readonly policy: TwoFactorPolicy) {}

  /** The oldest first. @throws what `requireStaff` throws, for those of another user */
  async list(viewer: Viewer, userId: string, scope: RequestScope): Promise<ShownAuthenticator[]> {
    await this.requireMaySee(viewer, userId, scope);
    return listAuthenticators(userId, scope);
  }

  /** Codes that were not used. @throws what `requireStaff` throws, for those of another user */
  async countRecoveryCodes(viewer: Viewer, userId: string, scope: RequestScope): Promise<number> {
    await this.requireMaySee(viewer, userId, scope);
    return scope.em.count(RecoveryCode, { user: userId, usedAt: null, removedAt: null });
  }

  /** The number of the viewer. */
  async phoneOf(viewer: Viewer, scope: RequestScope): Promise<string | null> {
    return (await readViewer(viewer, scope)).phone ?? null;
  }

  private async requireMaySee(viewer: Viewer, userId: string, scope: RequestScope): Promise<void> {
    if (viewer.userId !== userId) await requireStaff(viewer, this.policy, scope);
  }
}

/** The authenticators of a user that were not removed, the oldest first. */
export async function listAuthenticators(
  userId: User['id'],
  { em }: Pick<RequestScope, 'em'>,
): Promise<ShownAuthenticator[]> {
  const found = await em.find(
    Authenticator,
    { user: userId, removedAt: null },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const ofPasskeys = found.filter(({ kind }) => kind === 'passkey');
  const passkeys = ofPasskeys.length === 0 ? [] : await em.find(Passkey, { authenticator: ofPasskeys });
  return found.map((authenticator) => ({
    authenticator,
    passkey: passkeys.find((passkey) => passkey.authenticator.id === authenticator.id),
  }));
}
