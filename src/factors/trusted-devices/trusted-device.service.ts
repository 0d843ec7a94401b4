import { randomUUID } from 'node:crypto';
import type { User } from '../../accounts/user.entity.js';
import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { RememberDeviceConfig } from '../../config/config.js';
import { addSeconds, type Clock, earlier } from '../../core/clock.js';
import { type RequestScope, requireSelf, type Viewer } from '../../core/request-scope.js';
import { hashSecret, randomSecret } from '../../core/secrets.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import { UUID } from '../../core/text.js';
import { type EffectKeeper, inTransaction } from '../../core/transaction.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';
import { requireNotRecovered, requireRecentSecondFactor } from '../../sessions/recent-sign-in.js';
import { findViewerUser, readViewer } from '../../sessions/viewer.js';
import { requireName } from '../authenticators/authenticator.service.js';
import { lockUnchanged } from '../../accounts/unchanged-user.js';
import { TrustedDevice } from './trusted-device.entity.js';
import { DROP_OLDEST_DEVICES, REVOKE_DEVICES } from './trusted-device.sql.js';

const MAX_DEVICES = 20;
const DEFAULT_NAME = 'Device';

/** A remembered device, as its user sees it. */
export interface ShownDevice {
  readonly device: TrustedDevice;
  readonly expiresAt: Date;
  /** Whether this request sent its token. */
  readonly isCurrent: boolean;
}

/** Devices that are not asked for the second factor. The password is asked for as ever. */
export class TrustedDeviceService {
  /** @param lifetimes in seconds; 0: not remembered */
  constructor(
    private readonly lifetimes: RememberDeviceConfig,
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
    private readonly effects: EffectKeeper,
    private readonly clock: Clock,
  ) {}

  /**
   * Remembers a device. Its token is a secret like a password, valid for a time that no use moves. It is not replaced at
   * its use: tabs at once would lose it. If there are too many devices, the oldest is forgotten.
   *
   * @throws TWO_FACTOR_NOT_ENABLED; FORBIDDEN where none is remembered; REAUTHENTICATION_REQUIRED; BAD_USER_INPUT for
   * the name; RATE_LIMITED; UNAUTHENTICATED when a credential changed meanwhile
   */
  async trust(
    viewer: Viewer,
    name: string | undefined,
    scope: RequestScope,
  ): Promise<{ token: string; device: ShownDevice }> {
    const user = await findViewerUser(viewer, scope);
    if (!user.isGuarded()) throw new ServiceError('TWO_FACTOR_NOT_ENABLED');
    const seconds = this.secondsFor(user);
    if (seconds === 0) throw new ServiceError('FORBIDDEN', sentence('devicesNotRemembered'));
    const now = this.clock();
    requireRecentSecondFactor(user, viewer, now);
    // The device would outlast the step-up that a recovered session needs.
    requireNotRecovered(viewer);
    const given = requireName(name ?? DEFAULT_NAME);
    await this.rateLimits.consume({ changesPerUser: user.id });

    const token = randomSecret();
    const expiresAt = addSeconds(now, seconds);
    const device = await inTransaction(
      scope,
      async (within) => {
        // Every change of a credential locks the user too, and forgets the devices that it finds.
        await lockUnchanged(user, within);
        const row = {
          id: randomUUID(),
          tokenHash: hashSecret(token),
          name: given,
          createdAt: now,
          expiresAt,
        };
        await within.em.insert(TrustedDevice, { ...row, user: user.id });
        await this.dropOldest(user, within);
        await this.securityLog.record({ type: 'deviceTrusted', userId: user.id }, within);
        return within.em.findOneOrFail(TrustedDevice, { id: row.id });
      },
      this.effects,
    );
    return { token, device: { device, expiresAt, isCurrent: false } };
  }

  /** What the password step finds the device of a request by: see `NOTING_DEVICE`. */
  presentedBy(user: User, { trustedDevice }: Pick<RequestScope, 'trustedDevice'>) {
    const seconds = this.secondsFor(user);
    if (trustedDevice === undefined || seconds === 0) return NO_DEVICE;
    return { deviceHash: hashSecret(trustedDevice), trustedSince: addSeconds(this.clock(), -seconds) };
  }

  /** Those that are valid now, the newest first. @throws FORBIDDEN for those of another user */
  async list(viewer: Viewer, userId: string, scope: RequestScope): Promise<ShownDevice[]> {
    requireSelf(viewer, userId);
    const user = await readViewer(viewer, scope);
    const now = this.clock();
    const current = scope.trustedDevice === undefined ? undefined : hashSecret(scope.trustedDevice);
    const found = await scope.em.find(
      TrustedDevice,
      { user: userId },
      { orderBy: { createdAt: 'desc', id: 'asc' } },
    );
    return found
      .map((device) => ({
        device,
        expiresAt: earlier(device.expiresAt, addSeconds(device.createdAt, this.secondsFor(user))),
        isCurrent: device.tokenHash === current,
      }))
      .filter(({ expiresAt }) => expiresAt > now);
  }

  /** Forgets a device of the viewer. @returns false if there is none, or if it belongs to somebody else */
  async revoke(viewer: Viewer, id: string, scope: RequestScope): Promise<boolean> {
    return UUID.test(id) && (await this.remove(viewer, id, scope)) > 0;
  }

  /** Forgets all devices of the viewer. @returns how many */
  revokeAll(viewer: Viewer, scope: RequestScope): Promise<number> {
    return this.remove(viewer, null, scope);
  }

  private async remove(
    { userId, sessionId }: Viewer,
    only: string | null,
    scope: RequestScope,
  ): Promise<number> {
    const { em, ipAddress, userAgent } = scope;
    const values = { userId, sessionId, only, now: this.clock(), ipAddress, userAgent };
    const removed = await REVOKE_DEVICES.run(em, values);
    for (let count = 0; count < removed.length; count++)
      this.securityLog.announce({ type: 'deviceTrustRevoked', userId, sessionId }, scope);
    return removed.length;
  }

  private async dropOldest({ id: userId }: User, within: RequestScope): Promise<void> {
    const dropped = await DROP_OLDEST_DEVICES.run(within.em, { userId, most: MAX_DEVICES });
    for (let count = 0; count < dropped.length; count++)
      await this.securityLog.record({ type: 'deviceTrustRevoked', reason: 'tooManyDevices', userId }, within);
  }

  private secondsFor({ isStaff }: Pick<User, 'isStaff'>): number {
    return isStaff ? this.lifetimes.staffSeconds : this.lifetimes.seconds;
  }
}

/** Matches no row. */
export const NO_DEVICE = { deviceHash: null, trustedSince: null };
