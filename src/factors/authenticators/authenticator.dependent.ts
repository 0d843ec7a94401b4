import { randomUUID } from 'node:crypto';
import type { EntityData } from '@mikro-orm/core';
import type { CredentialDependent, DependentChange } from '../../accounts/credential-change.service.js';
import { ERASE_REMOVED } from '../../accounts/undo/pending-change.sql.js';
import type { User } from '../../accounts/user.entity.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import { RecoveryCode } from '../recovery/recovery-code.entity.js';
import { TrustedDevice } from '../trusted-devices/trusted-device.entity.js';
import { Authenticator } from './authenticator.entity.js';
import { REMOVE_AUTHENTICATORS } from './authenticator.sql.js';

/** The name of a phone until its user gives it another. */
export const PHONE_NAME = 'Phone';

/**
 * What a changed credential means for authenticators: remembered devices end with every change, the row of the phone
 * follows the number, and without a second factor nothing is left.
 */
export class AuthenticatorDependent implements CredentialDependent {
  constructor(private readonly clock: Clock) {}

  async prepare(user: User): Promise<DependentChange> {
    const { phone } = user;
    return {
      within: async (within, change) => {
        await within.em.nativeDelete(TrustedDevice, { user });
        if (change.secondFactorEnabledAt === null) await this.removeAll(user, within);
        else if (change.phone !== undefined && change.phone !== phone)
          await this.replacePhone(user, change, within);
      },
    };
  }

  private async removeAll(user: User, { em }: RequestScope): Promise<void> {
    const [userId, now] = [user.id, this.clock()];
    await REMOVE_AUTHENTICATORS.run(em, { userId, only: null, now });
    await em.nativeUpdate(RecoveryCode, { user, removedAt: null }, { removedAt: now });
    await ERASE_REMOVED.run(em, { userId, now });
  }

  private async replacePhone(user: User, { phone }: EntityData<User>, { em }: RequestScope): Promise<void> {
    const now = this.clock();
    await em.nativeUpdate(Authenticator, { user, kind: 'phone', removedAt: null }, { removedAt: now });
    if (phone == null) return;
    await em.insert(Authenticator, {
      ...{ id: randomUUID(), user: user.id, kind: 'phone', name: PHONE_NAME, createdAt: now },
    });
  }
}
