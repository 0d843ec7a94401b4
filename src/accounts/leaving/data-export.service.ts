import { SecurityEvent } from '../../audit/security-event.entity.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { Authenticator } from '../../factors/authenticators/authenticator.entity.js';
import { RecoveryCode } from '../../factors/recovery/recovery-code.entity.js';
import { TrustedDevice } from '../../factors/trusted-devices/trusted-device.entity.js';
import { Session } from '../../sessions/session.entity.js';
import { PendingChange } from '../undo/pending-change.entity.js';
import { requireRecentSignIn } from '../../sessions/step-up.js';
import { findViewerUser } from '../../sessions/viewer.js';

/** The newest entries of the security log. More would not fit into a response. */
const MAX_EVENTS = 5000;

/** Everything that the server keeps of a person, for the person (GDPR, Articles 15 and 20). */
export class DataExportService {
  constructor(private readonly clock: Clock) {}

  /**
   * As JSON that a person can read. No hash, no secret and no key: nobody could use them, and a thief must not have them.
   *
   * @throws REAUTHENTICATION_REQUIRED
   */
  async export(viewer: Viewer, scope: RequestScope): Promise<string> {
    const user = await findViewerUser(viewer, scope);
    const exportedAt = this.clock();
    requireRecentSignIn(user, viewer, exportedAt);
    const { em } = scope;
    const own = { user: user.id };
    const [sessions, authenticators, devices, changes, codes, events] = await Promise.all([
      em.fork().find(Session, own, { orderBy: { createdAt: 'desc' } }),
      em.fork().find(Authenticator, own, { orderBy: { createdAt: 'desc' } }),
      em.fork().find(TrustedDevice, own, { orderBy: { createdAt: 'desc' } }),
      em.fork().find(PendingChange, own, { orderBy: { createdAt: 'desc' } }),
      em.fork().count(RecoveryCode, { ...own, usedAt: null, removedAt: null }),
      em.fork().find(
        SecurityEvent,
        { userId: user.id },
        {
          orderBy: { occurredAt: 'desc', id: 'desc' },
          limit: MAX_EVENTS,
        },
      ),
    ]);
    const document = {
      exportedAt,
      account: pick(user, [
        ...([
          'id',
          'username',
          'email',
          'emailVerifiedAt',
          'phone',
          'isActive',
          'isStaff',
          'locale',
        ] as const),
        ...(['secondFactorEnabledAt', 'preferredFactor', 'createdAt', 'lastLoginAt', 'deletesAt'] as const),
      ]),
      authenticators: authenticators.map((one) =>
        pick(one, ['kind', 'name', 'createdAt', 'lastUsedAt', 'removedAt']),
      ),
      recoveryCodesLeft: codes,
      rememberedDevices: devices.map((one) => pick(one, ['name', 'createdAt', 'lastUsedAt', 'expiresAt'])),
      changesToUndo: changes.map((one) => pick(one, ['kind', 'email', 'phone', 'createdAt', 'expiresAt'])),
      sessions: sessions.map((one) =>
        pick(one, [
          'createdAt',
          'lastUsedAt',
          'expiresAt',
          'amr',
          'ipAddress',
          'userAgent',
          'revokedAt',
          'revokedReason',
        ]),
      ),
      securityLog: events.map((one) => pick(one, ['occurredAt', 'type', 'reason', 'ipAddress', 'userAgent'])),
      securityLogIsComplete: events.length < MAX_EVENTS,
    };
    return JSON.stringify(document, null, 2);
  }
}

/** What is not named here is not exported. */
function pick<T extends object>(row: T, keys: readonly (keyof T)[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, row[key] ?? null]));
}
