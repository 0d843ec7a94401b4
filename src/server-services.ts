import { UndoService } from './accounts/undo/undo.service.js';
import { EmailChangeService } from './accounts/email/email-change.service.js';
import { InvitationAcceptance } from './accounts/email/invitation.service.js';
import { RegistrationService } from './accounts/email/registration.service.js';
import { AccountAdminService } from './admin/account-admin.service.js';
import { AccountDeletionService } from './accounts/leaving/account-deletion.service.js';
import { DataExportService } from './accounts/leaving/data-export.service.js';
import { CredentialService } from './accounts/credential.service.js';
import { SecurityEventReads } from './audit/security-event-reads.js';
import type { Config } from './config/config.js';
import type { Clock } from './core/clock.js';
import type { Logger } from './core/logger.js';
import { checkRedisWrites } from './database/redis.js';
import { RetentionService } from './database/retention/retention.service.js';
import type { Storage } from './database/storage.js';
import { FactorRemovalService } from './factors/factor-removal.service.js';
import { createFactorServices } from './factors/factor-services.js';
import { PhoneEnrollmentService } from './factors/phone/phone-enrollment.service.js';
import { AuthenticatorReads } from './factors/authenticators/authenticator-reads.js';
import { AuthenticatorService } from './factors/authenticators/authenticator.service.js';
import { TrustedDeviceService } from './factors/trusted-devices/trusted-device.service.js';
import { PasskeyEnrollmentService } from './factors/passkey/passkey-enrollment.service.js';
import { TotpEnrollmentService } from './factors/totp/totp-enrollment.service.js';
import { RecoveryCodeService } from './factors/recovery/recovery-code.service.js';
import type { Sealer } from './core/sealing/sealer.js';
import type { Metrics } from './observability/metrics.js';
import type { OutboxWorker } from './outbox/outbox.worker.js';
import {
  createCounter,
  createOutboxWorker,
  createSharedServices,
  type ServiceDependencies,
} from './services.js';
import { RefreshTokenService } from './sessions/refresh-token.service.js';
import { RevocationFeed } from './sessions/revocation-feed.js';
import { SESSION_ENDED_CHANNEL } from './sessions/session.entity.js';
import { SessionService } from './sessions/session.service.js';
import { EmailSignInService } from './sign-in/email-sign-in.service.js';
import { PasswordCheckService } from './sign-in/password-check.service.js';
import { PasskeySignInService } from './sign-in/passkey-sign-in.service.js';
import { SecondStepService } from './sign-in/second-step.service.js';
import { SignInService } from './sign-in/sign-in.service.js';
import { StepUpService } from './sign-in/step-up.service.js';
import type { KeyRing } from './tokens/key-ring.js';
import { TokenService } from './tokens/token.service.js';
import type { TwoFactor } from './vendors/create-provider.js';
import type { Mailer } from './vendors/mailer.js';

/** Everything that requests are served with. */
export type ServerServices = ReturnType<typeof createServerServices>;

/**
 * Makes the services of a server: those it shares with the command line, and those that open sessions.
 *
 * @param parts the keys that sign and verify its tokens, and those that seal secrets
 * @param ended the sessions whose access tokens are no longer valid
 */
function createServerServices(
  dependencies: ServiceDependencies,
  { keys, sealer }: Pick<Parts, 'keys' | 'sealer'>,
  ended: RevocationFeed,
) {
  const { config, orm, provider, clock, logger } = dependencies;
  const { policy } = config.twoFactor;
  const shared = createSharedServices(dependencies);
  const { securityLog, revocations, rateLimits, passwords, changes } = shared;
  const tokens = new TokenService(config.tokens, keys, clock);
  const sessions = new SessionService(
    config.sessions,
    tokens,
    ended,
    revocations,
    rateLimits,
    securityLog,
    clock,
  );
  const made = createFactorServices({ ...shared, ...dependencies, sealer });
  const { factors, phone, pendingSignIns, attempts, deliveries, codeChecks, passkeys } = made;
  const stepUps = new StepUpService(factors);
  const trustedDevices = new TrustedDeviceService(
    config.rememberDevice,
    rateLimits,
    securityLog,
    shared.outbox,
    clock,
  );
  const secondSteps = new SecondStepService(stepUps, sessions);
  const { emailSteps, unverifiedAccounts, newPasswords } = shared;
  const credentials = new CredentialService(
    changes,
    newPasswords,
    passwords,
    sessions,
    rateLimits,
    securityLog,
    clock,
  );
  const registrations = new RegistrationService(
    config.accounts,
    unverifiedAccounts,
    emailSteps,
    newPasswords,
    passwords,
  );
  const authenticators = new AuthenticatorService(
    credentials,
    factors,
    shared.notices,
    shared.removal,
    policy,
    clock,
  );
  return {
    ...shared,
    sessions,
    factors,
    stepUps,
    credentials,
    factorRemoval: new FactorRemovalService(credentials, policy, clock),
    refreshTokens: new RefreshTokenService(config.sessions, tokens, revocations, securityLog, clock),
    login: new SignInService(
      new PasswordCheckService(passwords, rateLimits, securityLog),
      factors,
      pendingSignIns,
      secondSteps,
      trustedDevices,
      sessions,
      rateLimits,
      securityLog,
      policy,
    ),
    trustedDevices,
    registrations,
    invitationAcceptance: new InvitationAcceptance(
      unverifiedAccounts,
      emailSteps,
      newPasswords,
      passwords,
      sessions,
      policy,
    ),
    deletions: new AccountDeletionService(config.mail.isOffered, emailSteps, revocations, securityLog, clock),
    dataExports: new DataExportService(clock),
    accountAdmin: new AccountAdminService(
      shared.admin,
      shared.invitations,
      shared.passwordResets,
      policy,
      logger,
      clock,
    ),
    emailChanges: new EmailChangeService(emailSteps, credentials, clock),
    undoing: new UndoService(changes, emailSteps, provider, clock),
    emailSignIn: new EmailSignInService(
      config.accounts,
      emailSteps,
      unverifiedAccounts,
      passwords,
      factors,
      sessions,
      policy,
    ),
    passkeySignIn: new PasskeySignInService(
      passkeys.ceremonies,
      passkeys.checks,
      passkeys.challenges,
      pendingSignIns,
      stepUps,
      secondSteps,
      sessions,
      rateLimits,
      passkeys.refusals,
    ),
    passkeys: new PasskeyEnrollmentService(
      passkeys.ceremonies,
      passkeys.challenges,
      authenticators,
      passkeys.refusals,
    ),
    authenticators,
    authenticatorReads: new AuthenticatorReads(policy),
    totp: new TotpEnrollmentService(sealer, authenticators, attempts, config.brand.name, clock),
    recoveryCodes: new RecoveryCodeService(
      rateLimits,
      securityLog,
      shared.notices,
      shared.pendingChanges,
      shared.outbox,
      clock,
    ),
    phones: new PhoneEnrollmentService(
      provider,
      deliveries,
      phone,
      shared.sentCodes,
      codeChecks,
      credentials,
      clock,
      config.twoFactor.phoneNumbers,
    ),
    securityEvents: new SecurityEventReads(),
    retention: new RetentionService(orm, config.securityEventsSeconds, clock, logger),
  };
}

/** What the server has opened before it makes its services. */
interface Parts {
  readonly keys: KeyRing;
  /** Undefined where no key is configured. */
  readonly sealer: Sealer | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly twoFactor: TwoFactor;
  /** Undefined: no mail is sent. */
  readonly mailer: Mailer | undefined;
  readonly metrics: Metrics;
}

/** The services, informed of sessions that other replicas end, and watched by the metrics. */
export async function startServices(
  config: Config,
  { orm, redis, listen }: Storage,
  { keys, sealer, clock, logger, twoFactor, mailer, metrics }: Parts,
): Promise<ServerServices & { worker: OutboxWorker }> {
  const ended = new RevocationFeed(orm, config.tokens.accessTtlSeconds, clock, logger);
  await listen(SESSION_ENDED_CHANNEL, ended);
  const dependencies: ServiceDependencies = {
    ...{ config, orm, clock, logger, mailer, ...twoFactor },
    counter: await createCounter(orm, redis, clock),
    onEvent: (event) => metrics.count(event),
    onBeyondLimit: (limit) => metrics.countBeyondLimit(limit),
    markRevoked: ended.markRevoked,
  };
  const services = createServerServices(dependencies, { keys, sealer }, ended);
  const worker = createOutboxWorker(dependencies, services, (...outcome) =>
    metrics.countDelivery(...outcome),
  );
  metrics.watchOutbox(worker.handlers.keys(), () => worker.countOpen());
  metrics.watchPausedRanges(() => services.pumpingGuard.countPaused(orm.em.fork()));
  metrics.watchLimitStorage(async () => redis && checkRedisWrites(redis));
  return { ...services, worker };
}
