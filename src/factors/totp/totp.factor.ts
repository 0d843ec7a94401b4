import type { User } from '../../accounts/user.entity.js';
import type { Clock } from '../../core/clock.js';
import type { Logger } from '../../core/logger.js';
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
import { FIND_TOTP_SECRETS, type TotpRow, USE_TOTP_STEP } from './totp.sql.js';

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
    private readonly logger: Logger,
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
    if (await this.use(pending, typed, scope)) return { amr: TOTP_AMR };
    await this.attempts.recordRejected(userId, counted, 'rejected', scope);
    const { attemptsLeft } = counted;
    throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
  }

  /** @returns whether the code is right and this request used it up */
  private async use(pending: PendingSignIn, code: string, scope: RequestScope): Promise<boolean> {
    const userId = pending.user.id;
    const now = this.clock();
    for (const row of await FIND_TOTP_SECRETS.run(scope.em, { userId })) {
      const secret = this.open(row, userId);
      const step = secret && matchingStep(secret, code, now);
      if (step === undefined) continue;
      const settled = this.attempts.settledBy(userId, scope);
      const { secretHash } = pending;
      const values = { ...settled.values, userId, secretHash, authenticatorId: row.id, step, now };
      const used = await USE_TOTP_STEP.run(scope.em, values);
      if (used.length === 0) continue;
      await settled.elsewhere();
      return true;
    }
    return false;
  }

  private open(row: TotpRow, userId: string): Buffer | undefined {
    const secret = this.sealer?.open(row, [userId, row.id]);
    if (!secret)
      this.logger.error(
        { authenticatorId: row.id, keyId: row.keyId },
        'The secret of an authenticator app does not open; is its key in SECRETS_KEYS?',
      );
    return secret;
  }
}
