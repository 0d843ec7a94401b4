import type { MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import { emailStepHandler } from './accounts/email/email-step.mail.js';
import { MAIL_NOTICE, mailNoticeHandler } from './accounts/notices/mail-notices.js';
import { CHANGE_MAIL, changeMailHandler, PendingChanges } from './accounts/undo/pending-changes.js';
import { EMAIL_STEP_MAIL, EmailSteps } from './accounts/email/email-steps.js';
import { InvitationService } from './accounts/email/invitation.service.js';
import { PasswordResetService } from './accounts/email/password-reset.service.js';
import { UnverifiedAccounts } from './accounts/email/unverified-accounts.js';
import { NewPasswordService } from './accounts/new-password.service.js';
import { StoredKinds } from './accounts/hashes/stored-kinds.js';
import { CredentialChangeService } from './accounts/credential-change.service.js';
import { PasswordService } from './accounts/password.service.js';
import { UserService } from './accounts/user.service.js';
import { FactorAdminService } from './admin/factor-admin.service.js';
import { AddressAdminService } from './admin/address-admin.service.js';
import { UserAdminService } from './admin/user-admin.service.js';
import { ANNOUNCEMENT, type SecurityEventInput, SecurityLogService } from './audit/security-log.service.js';
import type { Config } from './config/config.js';
import type { Clock } from './core/clock.js';
import type { Logger } from './core/logger.js';
import { AuthenticatorRemoval } from './factors/authenticators/authenticator-removal.js';
import { AuthenticatorDependent } from './factors/authenticators/authenticator.dependent.js';
import { FactorNotices, PHONE_NOTICE, phoneNoticeHandler } from './factors/notices/factor-notices.js';
import { PhoneDependent } from './factors/phone/phone.dependent.js';
import { PumpingGuard } from './factors/phone/sends/pumping-guard.js';
import { SentCodes } from './factors/phone/sent-codes.js';
import { SharedCodes } from './factors/phone/shared-codes.js';
import type { AttemptCounter } from './limits/attempt-counter.js';
import { PostgresCounter } from './limits/postgres-counter.js';
import { RateLimitService } from './limits/rate-limit.service.js';
import { OutboxService } from './outbox/outbox.service.js';
import { type OnOutcome, type OutboxHandler, OutboxWorker } from './outbox/outbox.worker.js';
import { RevocationService } from './sessions/revocation.service.js';
import type { TwoFactor } from './vendors/create-provider.js';
import { HibpPasswords } from './vendors/hibp/hibp-passwords.js';
import type { Mailer } from './vendors/mailer.js';
import { networkTransport } from './vendors/network-transport.js';

/** What services are made of, and what they report to. */
export interface ServiceDependencies extends Pick<TwoFactor, 'provider' | 'notifier'> {
  readonly config: Config;
  readonly orm: MikroORM;
  /** Undefined: no mail is sent. */
  readonly mailer: Mailer | undefined;
  /** Keeps the limits. */
  readonly counter: AttemptCounter;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onEvent: (event: SecurityEventInput) => void;
  readonly onBeyondLimit: (limit: string) => void;
  /** Stores the end of a session on this replica. The database notifies the others. */
  readonly markRevoked: (sessionId: string) => void;
}

/** Counts attempts in Redis if there is one, otherwise in the database. */
export async function createCounter(
  orm: MikroORM,
  redis: Redis | undefined,
  clock: Clock,
): Promise<AttemptCounter> {
  if (!redis) return new PostgresCounter(orm, clock);
  const { RedisCounter } = await import('./limits/redis-counter.js');
  return new RedisCounter(redis, orm);
}

/** What the server and the command line both work with. */
export type SharedServices = ReturnType<typeof createSharedServices>;

/** Makes the services that the server and the command line share, so that both have the same rules. */
export function createSharedServices(dependencies: ServiceDependencies) {
  const { config, orm, counter, provider, notifier, clock, logger } = dependencies;
  const securityLog = new SecurityLogService(clock, logger, dependencies.onEvent);
  const revocations = new RevocationService(dependencies.markRevoked, securityLog, clock);
  const rateLimits = new RateLimitService(config.limits, counter, dependencies.onBeyondLimit, logger);
  const passwords = new PasswordService(config.bcryptCost, new StoredKinds(orm, clock));
  const { breachedPasswordsUrl } = config.accounts;
  const breached =
    breachedPasswordsUrl === undefined
      ? undefined
      : new HibpPasswords(breachedPasswordsUrl, networkTransport(config.twoFactor.proxy), logger);
  const newPasswords = new NewPasswordService(passwords, breached);
  const pumpingGuard = new PumpingGuard(
    config.conversion,
    () => dependencies.onBeyondLimit('conversion'),
    securityLog,
    logger,
    clock,
  );
  const sentCodes = new SentCodes(provider.name, config.sendPauseSeconds, clock);
  const sharedCodes = new SharedCodes(provider, clock);
  const outbox = new OutboxService(orm, clock, logger);
  const notices = new FactorNotices(
    outbox,
    { messages: notifier !== undefined, mails: config.mail.isOffered },
    clock,
  );
  const pendingChanges = new PendingChanges(config.mail.isOffered, outbox, clock);
  const dependents = [
    new PhoneDependent(provider, notices, sentCodes, sharedCodes),
    new AuthenticatorDependent(clock),
  ];
  const changes = new CredentialChangeService(
    dependents,
    pendingChanges,
    revocations,
    securityLog,
    outbox,
    clock,
  );
  const removal = new AuthenticatorRemoval(notices, clock);
  const emailSteps = new EmailSteps(config.mail.isOffered, rateLimits, securityLog, outbox, clock);
  const unverifiedAccounts = new UnverifiedAccounts(emailSteps, securityLog, clock);
  return {
    securityLog,
    revocations,
    rateLimits,
    passwords,
    newPasswords,
    pumpingGuard,
    sentCodes,
    sharedCodes,
    outbox,
    notices,
    pendingChanges,
    changes,
    removal,
    factorAdmin: new FactorAdminService(
      changes,
      removal,
      pendingChanges,
      config.twoFactor.policy,
      logger,
      clock,
    ),
    users: new UserService(newPasswords, passwords, securityLog, clock),
    emailSteps,
    unverifiedAccounts,
    invitations: new InvitationService(config.accounts, unverifiedAccounts, emailSteps),
    passwordResets: new PasswordResetService(emailSteps, newPasswords, passwords, changes, rateLimits),
    addressAdmin: new AddressAdminService(changes, clock),
    admin: new UserAdminService(
      newPasswords,
      passwords,
      changes,
      pendingChanges,
      revocations,
      rateLimits,
      securityLog,
      config.twoFactor.policy,
    ),
  };
}

/**
 * Delivers the messages of the outbox.
 *
 * @param onOutcome counts each try; undefined on the command line, which has no log and no metrics
 */
export function createOutboxWorker(
  { config, orm, notifier, mailer, clock, logger }: ServiceDependencies,
  { outbox, securityLog }: SharedServices,
  onOutcome?: OnOutcome,
): OutboxWorker {
  const handlers = new Map<string, OutboxHandler>();
  if (notifier) handlers.set(PHONE_NOTICE, phoneNoticeHandler(orm, notifier));
  if (mailer) {
    const { brand, mail, publicUrl } = config;
    const settings = { brand, links: mail.links, host: new URL(publicUrl).hostname };
    handlers.set(EMAIL_STEP_MAIL, emailStepHandler(orm, mailer, settings, clock));
    handlers.set(MAIL_NOTICE, mailNoticeHandler(orm, mailer, settings));
    const link = mail.links.undoChange;
    handlers.set(CHANGE_MAIL, changeMailHandler(orm, mailer, { ...settings, link }, clock));
  }
  if (onOutcome) handlers.set(ANNOUNCEMENT, securityLog.announceKept);
  const worker = new OutboxWorker(orm, handlers, onOutcome ?? (() => undefined), clock, logger);
  outbox.watch(() => worker.wake());
  return worker;
}
