import type { MikroORM } from '@mikro-orm/postgresql';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import type { TwoFactor } from '../two-factor/create-provider.js';
import { ConversionService } from './conversion.service.js';
import { CredentialChangeService } from './credential-change.service.js';
import { PasswordService } from './password.service.js';
import { PendingCodeService } from './pending-code.service.js';
import { RevocationService } from './revocation.service.js';
import { type Logger, type SecurityEventInput, SecurityLogService } from './security-log.service.js';
import { ThrottleService } from './throttle.service.js';
import { UserService } from './user.service.js';

/** What services stand on, and whom they tell what happened. */
export interface ServiceGround extends Pick<TwoFactor, 'provider' | 'notifier'> {
  readonly config: Config;
  readonly orm: MikroORM;
  /** Keeps the limits; without it the database does. */
  readonly redis: Redis | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onEvent: (event: SecurityEventInput) => void;
  readonly onBeyondLimit: (limit: string) => void;
  /** Remembers the end of a session on this replica; the others hear of it from the database. */
  readonly noteEnd: (sessionId: string) => void;
}

/** What the server and the command line both work with. */
export type SharedServices = ReturnType<typeof createSharedServices>;

/** Makes the services that the server and the command line share, so that both keep the same rules. */
export function createSharedServices(ground: ServiceGround) {
  const { config, orm, redis, provider, notifier, clock, logger } = ground;
  const securityLog = new SecurityLogService(clock, logger, ground.onEvent);
  const revocations = new RevocationService(ground.noteEnd, securityLog, clock);
  const throttle = new ThrottleService(
    config.limits,
    redis ? { redis } : { orm },
    ground.onBeyondLimit,
    logger,
  );
  const passwords = new PasswordService(config.bcryptCost);
  const conversions = new ConversionService(config.conversion, securityLog, logger, clock);
  const pendingCodes = new PendingCodeService(provider, clock);
  const changes = new CredentialChangeService(
    { provider, notifier },
    pendingCodes,
    revocations,
    securityLog,
    clock,
  );
  const users = new UserService(passwords, changes, revocations, throttle, securityLog, clock);
  return { securityLog, revocations, throttle, passwords, conversions, pendingCodes, changes, users };
}
