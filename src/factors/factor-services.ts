import type { SecurityLogService } from '../audit/security-log.service.js';
import type { Config } from '../config/config.js';
import type { Clock } from '../core/clock.js';
import type { Sealer } from '../core/sealing/sealer.js';
import type { Logger } from '../core/logger.js';
import type { RateLimitService } from '../limits/rate-limit.service.js';
import type { FactorNotices } from './notices/factor-notices.js';
import type { PhoneCodeProvider } from '../vendors/phone-code-provider.js';
import { Ceremonies } from './passkey/ceremonies.js';
import { PasskeyChallenges } from './passkey/passkey-challenges.js';
import { PasskeyCheckService } from './passkey/passkey-check.service.js';
import { PasskeyRefusals } from './passkey/passkey-refusals.js';
import { PasskeyFactor } from './passkey/passkey.factor.js';
import { AttemptService } from './pending/attempt.service.js';
import { PendingSignIns } from './pending/pending-sign-ins.js';
import { CodeCheckService } from './phone/code-check.service.js';
import { PhoneFactor } from './phone/phone.factor.js';
import { DeliveryService } from './phone/sends/delivery.service.js';
import type { PumpingGuard } from './phone/sends/pumping-guard.js';
import { SendLimits } from './phone/sends/send-limits.js';
import type { SentCodes } from './phone/sent-codes.js';
import type { SharedCodes } from './phone/shared-codes.js';
import { RecoveryCodeFactor } from './recovery/recovery-code.factor.js';
import { SecondFactors } from './second-factors.js';
import { TotpFactor } from './totp/totp.factor.js';

interface FactorDependencies {
  readonly config: Config;
  readonly provider: PhoneCodeProvider;
  readonly sentCodes: SentCodes;
  readonly sharedCodes: SharedCodes;
  readonly pumpingGuard: PumpingGuard;
  readonly rateLimits: RateLimitService;
  readonly securityLog: SecurityLogService;
  readonly notices: FactorNotices;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Undefined where no key is configured. */
  readonly sealer: Sealer | undefined;
}

/** Makes the factors, and what they share. */
export function createFactorServices({
  config,
  provider,
  sentCodes,
  sharedCodes,
  pumpingGuard,
  rateLimits,
  securityLog,
  notices,
  logger,
  clock,
  sealer,
}: FactorDependencies) {
  const limits = new SendLimits(rateLimits, pumpingGuard, logger, clock);
  const pendingSignIns = new PendingSignIns(clock);
  const attempts = new AttemptService(pendingSignIns, rateLimits, securityLog);
  const deliveries = new DeliveryService(
    provider,
    sentCodes,
    sharedCodes,
    limits,
    pendingSignIns,
    securityLog,
    config.twoFactor.countries,
  );
  const codeChecks = new CodeCheckService(provider, sentCodes, attempts, pumpingGuard, clock);
  const phone = new PhoneFactor(provider, deliveries, codeChecks);
  const ceremonies = config.passkeys && new Ceremonies(config.passkeys, config.brand.name, logger);
  const passkeys = {
    ceremonies,
    challenges: new PasskeyChallenges(clock),
    refusals: new PasskeyRefusals(rateLimits, securityLog),
    checks: ceremonies && new PasskeyCheckService(ceremonies, attempts, rateLimits, securityLog, clock),
  };
  const passkey = new PasskeyFactor(config.passkeys !== undefined, pendingSignIns);
  const totp = new TotpFactor(sealer, pendingSignIns, attempts, clock);
  const recoveryCodes = new RecoveryCodeFactor(pendingSignIns, attempts, securityLog, notices);
  return {
    ...{ pendingSignIns, attempts, deliveries, codeChecks, phone, passkeys },
    factors: new SecondFactors(phone, [passkey, totp, recoveryCodes], pendingSignIns),
  };
}
