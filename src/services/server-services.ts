import { ChallengeService } from './challenge.service.js';
import { CodeAttemptService } from './code-attempt.service.js';
import { CredentialService } from './credential.service.js';
import { DeliveryService } from './delivery.service.js';
import type { EndedSessions } from './ended-sessions.js';
import type { KeyRing } from './key-ring.js';
import { LoginService } from './login.service.js';
import { PhoneService } from './phone.service.js';
import { RefreshTokenService } from './refresh-token.service.js';
import { RetentionService } from './retention.service.js';
import { SecurityEventService } from './security-event.service.js';
import { SendClaimService } from './send-claim.service.js';
import { SendPermitService } from './send-permit.service.js';
import { SessionService } from './session.service.js';
import { createSharedServices, type ServiceGround, type SharedServices } from './shared-services.js';
import { TokenService } from './token.service.js';

/** Everything that requests are answered with. */
export type ServerServices = ReturnType<typeof createServerServices>;

/**
 * Makes the services of a server: those it shares with the command line, and those that open sessions.
 *
 * @param keys that sign and verify its tokens
 * @param ended the sessions whose access tokens count no more
 */
export function createServerServices(ground: ServiceGround, keys: KeyRing, ended: EndedSessions) {
  const { config, orm, clock, logger } = ground;
  const shared = createSharedServices(ground);
  const { securityLog, revocations, throttle, passwords, changes } = shared;
  const tokens = new TokenService(config.tokens, keys, clock);
  const sessions = new SessionService(
    config.sessions,
    tokens,
    ended,
    revocations,
    throttle,
    securityLog,
    clock,
  );
  const challenges = createChallenges(ground, shared);
  const credentials = new CredentialService(changes, passwords, sessions, throttle, securityLog, clock);
  return {
    ...shared,
    tokens,
    sessions,
    challenges,
    credentials,
    refreshTokens: new RefreshTokenService(config.sessions, tokens, revocations, securityLog, clock),
    login: new LoginService(passwords, challenges, sessions, throttle, securityLog),
    phones: new PhoneService(challenges, credentials, clock, config.twoFactor.countries),
    securityEvents: new SecurityEventService(),
    retention: new RetentionService(orm, config.securityEventsSeconds, clock, logger),
  };
}

/** Codes, from the permission to send one to the last try. */
function createChallenges(ground: ServiceGround, shared: SharedServices): ChallengeService {
  const { config, provider, clock, logger } = ground;
  const { securityLog, throttle, conversions, pendingCodes } = shared;
  const permits = new SendPermitService(
    throttle,
    conversions,
    () => ground.onBeyondLimit('conversion'),
    logger,
    clock,
  );
  const claims = new SendClaimService(clock, config.sendPauseSeconds);
  const deliveries = new DeliveryService(provider, pendingCodes, claims, permits, securityLog, clock);
  const attempts = new CodeAttemptService(provider, throttle, securityLog, clock);
  return new ChallengeService(provider, deliveries, conversions, attempts, securityLog, clock);
}
