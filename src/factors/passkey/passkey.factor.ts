import type { User } from '../../accounts/user.entity.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { Factor, FactorMethod, OpenSignIn, PendingRequest } from '../factor.js';
import type { FactorOverview } from '../factor-overview.js';
import type { PendingSignIns } from '../pending/pending-sign-ins.js';

/** A passkey. It is not a typed code: it responds to a challenge of its own (`PasskeyCheckService`). */
export class PasskeyFactor implements Factor {
  readonly kind = 'passkey';

  /** @param isConfigured whether passkeys work on this server: see `PASSKEY_RP_ID` */
  constructor(
    readonly isConfigured: boolean,
    private readonly pendingSignIns: PendingSignIns,
  ) {}

  offer(_user: User, { kinds }: FactorOverview): FactorMethod | undefined {
    return this.isConfigured && kinds.includes(this.kind) ? { kind: this.kind } : undefined;
  }

  begin(request: PendingRequest, scope: RequestScope): Promise<OpenSignIn> {
    return this.pendingSignIns.open(request, this.kind, scope);
  }
}
