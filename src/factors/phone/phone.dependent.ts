import type { CredentialDependent, DependentChange } from '../../accounts/credential-change.service.js';
import type { User } from '../../accounts/user.entity.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import type { EntityData } from '@mikro-orm/core';
import type { PhoneNews } from '../../core/notice-kind.js';
import type { FactorNotices } from '../notices/factor-notices.js';
import type { SentCodes } from './sent-codes.js';
import type { SharedCodes } from './shared-codes.js';

/** What a changed credential means for phones: pending codes end, and the holder of a removed number is notified. */
export class PhoneDependent implements CredentialDependent {
  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly notices: FactorNotices,
    private readonly sentCodes: SentCodes,
    private readonly sharedCodes: SharedCodes,
  ) {}

  async prepare(user: User, scope: RequestScope): Promise<DependentChange> {
    const { phone, authyId } = user;
    const guard = user.guardPhone();
    const pending = await this.sentCodes.findAllPending(user, scope);
    const ending = await this.sharedCodes.withoutShared(pending, scope);
    return {
      within: async (within, change) => {
        await this.sentCodes.cancelAll(user, within);
        const next = change.phone === undefined ? phone : change.phone;
        if (guard === null || guard === next) return;
        await this.notices.addToOldPhone(user, { phone: guard, news: newsOf(next != null, change) }, within);
      },
      afterwards: async () => {
        // Not waited for: our rows are canceled already.
        for (const code of ending) void this.provider.cancel(code.delivery());
        if (authyId != null && user.authyId !== authyId)
          await this.provider.unenroll({ phone: phone ?? '', authyId });
      },
    };
  }
}

function newsOf(hasPhone: boolean, change: EntityData<User>): PhoneNews {
  if (hasPhone) return 'phoneChanged';
  return change.secondFactorEnabledAt === null ? 'twoFactorDisabled' : 'phoneRemoved';
}
