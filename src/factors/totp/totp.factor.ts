import type { User } from '../../accounts/user.entity.js';
import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { Sealer } from '../../core/sealing/sealer.js';
import { ServiceError } from '../../core/service-error.js';
import type { Factor, FactorMethod, OpenSignIn, PendingRequest, Proven } from '../factor.js';
import type { FactorOverview } from '../factor-overview.js';
import type { AttemptService } from '../pending/attempt.service.js';
import type { PendingSignIn } from '../pending/pending-sign-in.entity.js';
import type { PendingSignIns } from '../pending/pending-sign-ins.js';
import { requireDigits } from '../phone/code-format.js';
import { matchingStep, TOTP_DIGITS } from './totp.js';
import { FIND_TOTP_SECRETS, USE_TOTP_STEP } from './totp.sql.js';

/** RFC 8176 name of a code that an app made. */
export const TOTP_AMR = ['otp'];

/** A code that an authenticator app shows. */
export class TotpFactor implements Factor {
  readonly kind = 'authenticatorApp';

  /** @param sealer undefined where no key is configured: the app is not offered */
  constructor(
    private readonly sealer: Sealer | undefined,
    private readonly pendingSignIns: PendingSignIns,
    private readonly attempts: AttemptService,
    private readonly clock: Clock,
  ) {}

  get isConfigured(): boolean {
    return this.sealer !== undefined;
  }

  offer(_user: User, { kinds }: FactorOverview): FactorMethod | undefined {
    const isOffered = this.isConfigured && kinds.includes(this.kind);
    return isOffered ? { kind: this.kind, codeLength: TOTP_DIGITS } : undefined;
  }

  begin(request: PendingRequest, scope: RequestScope): Promise<OpenSignIn> {
    return this.pendingSignIns.open(request, this.kind, scope);
  }

  async check(pending: PendingSignIn, typed: string, scope: RequestScope): Promise<Proven> {
    requireDigits(typed, TOTP_DIGITS);
    const userId = pending.user.id;
    const counted = await this.attempts.count({ userId, pending }, scope);
    const outcome = await this.use(pending, typed, scope);
    if (outcome === 'approved') return { amr: TOTP_AMR };
    await this.attempts.recordRejected(userId, counted, outcome, scope);
    if (outcome === 'unavailable') throw new ServiceError('PROVIDER_UNAVAILABLE');
    const { attemptsLeft } = counted;
    throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
  }

  /**
   * @returns `approved` if the code is right and this request used it up; `unavailable` if it may be of an app whose key
   * the server does not have
   */
  private async use(
    pending: PendingSignIn,
    code: string,
    scope: RequestScope,
  ): Promise<'approved' | 'rejected' | 'unavailable'> {
    const userId = pending.user.id;
    const now = this.clock();
    const rows = await FIND_TOTP_SECRETS.run(scope.em, { userId });
    for (const row of rows) {
      const secret = this.sealer?.open(row, [userId, row.id]);
      const step = secret && matchingStep(secret, code, now);
      if (step === undefined) continue;
      const settled = this.attempts.settledBy(userId, scope);
      const { secretHash } = pending;
      const values = { ...settled.values, userId, secretHash, authenticatorId: row.id, step, now };
      const used = await USE_TOTP_STEP.run(scope.em, values);
      if (used.length === 0) continue;
      await settled.elsewhere();
      return 'approved';
    }
    return rows.every(({ keyId }) => this.sealer?.has(keyId)) ? 'rejected' : 'unavailable';
  }
}
