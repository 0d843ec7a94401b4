// TypeGraphQL's decorators need it before any of them runs.
import 'reflect-metadata';
import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { type DemoUser, findDemoUser } from './accounts/demo-user.js';
import type { UserService } from './accounts/user.service.js';
import type { InvitationService } from './accounts/email/invitation.service.js';
import type { AddressAdminService } from './admin/address-admin.service.js';
import type { UserAdminService } from './admin/user-admin.service.js';
import { SECURITY_EVENT_TYPES } from './audit/security-event.entity.js';
import type { Config } from './config/config.js';
import { findWarnings } from './config/warnings.js';
import { type Clock, systemClock } from './core/clock.js';
import { loadSealer } from './core/sealing/key-file.js';
import type { RetentionService } from './database/retention/retention.service.js';
import { checkRedisWrites } from './database/redis.js';
import { openStorage } from './database/storage.js';
import { checkWritable } from './database/writable.js';
import type { PumpingGuard } from './factors/phone/sends/pumping-guard.js';
import { requireSealingKeys } from './factors/totp/sealed-secrets.js';
import { createContextBuilder } from './graphql/context.js';
import { createClientAddress } from './http/client-address.js';
import { mountGraphQL } from './http/graphql-route.js';
import { createHttpServer } from './http/http-server.js';
import { mountRoutes } from './http/routes.js';
import { createLogger } from './observability/logger.js';
import { Metrics } from './observability/metrics.js';
import type { OutboxWorker } from './outbox/outbox.worker.js';
import { createResolvers, createSchema } from './schema.js';
import { startServices } from './server-services.js';
import { loadKeyRing } from './tokens/key-files.js';
import { createMailDoor } from './vendors/create-mailer.js';
import { createTwoFactor } from './vendors/create-provider.js';
import type { Mailbox } from './vendors/simulator/mailbox.js';
import type { Simulator } from './vendors/simulator/simulator.js';

/** Parts that tests replace: the clock, the database, the logger, the cost of bcrypt, the limit of overload. */
export interface Overrides {
  clock?: Clock;
  pglite?: PGlite;
  logger?: Logger;
  /** Lower than the configuration allows: tests sign in thousands of times. */
  bcryptCost?: number;
  /** How long the event loop may be late before requests are refused. Tests run on slow machines. */
  maxPauseMs?: number;
}

export interface App {
  readonly orm: MikroORM;
  readonly users: UserService;
  readonly admin: UserAdminService;
  readonly addressAdmin: AddressAdminService;
  readonly invitations: InvitationService;
  readonly pumpingGuard: PumpingGuard;
  readonly simulator: Simulator | undefined;
  readonly mailbox: Mailbox | undefined;
  readonly retention: RetentionService;
  /** The demo user of a development server; null where nobody can sign in as it. */
  findDemoUser(): Promise<DemoUser | null>;
  readonly outbox: OutboxWorker;
  /** Starts to listen. @returns the address, with the port that was really taken */
  listen(): Promise<string>;
  /** Makes the server unready while it still serves: the first step of a shutdown behind a balancer. */
  leave(): void;
  /** Refuses new requests, finishes those under way, and closes everything. */
  close(): Promise<void>;
}

/** Puts the whole server together. `server.ts` and the tests start it from here. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const logger = overrides.logger ?? (await createLogger(config));
  const clock = overrides.clock ?? systemClock;
  const keys = loadKeyRing(config);
  const sealer = loadSealer(config, logger);
  const storage = await openStorage(config, logger, overrides.pglite);
  const { redis } = storage;
  try {
    const settings = { ...config, bcryptCost: overrides.bcryptCost ?? config.bcryptCost };
    for (const warning of findWarnings(config)) logger.warn(warning);
    if (config.production) await requireSealingKeys(sealer, storage.orm.em.fork());
    const twoFactor = await createTwoFactor(config, { clock, logger });
    const mailDoor = await createMailDoor(config.mail, clock);
    const metrics = new Metrics(
      {
        limits: [...Object.keys(config.limits), 'conversion'],
        events: Object.keys(SECURITY_EVENT_TYPES),
      },
      twoFactor.circuit,
    );
    const services = await startServices(settings, storage, {
      ...{ keys, sealer, clock, logger, twoFactor, metrics, mailer: mailDoor.mailer },
    });
    const clientAddress = createClientAddress(config.trustedProxies);
    const server = createHttpServer(config, logger, { clientAddress, ...overrides });
    const demoUser = () => findDemoUser(services.passwords, storage.orm.em.fork());
    metrics.mount(server);
    await mountRoutes(server, config, {
      readiness: {
        checkDatabase: () => checkWritable(storage.orm),
        checkRedis: redis && (() => checkRedisWrites(redis)),
        providerCircuit: twoFactor.circuit,
      },
      ...{
        jwks: keys.jwks,
        findDemoUser: demoUser,
        simulator: twoFactor.simulator,
        mailbox: mailDoor.mailbox,
      },
    });
    const schema = createSchema(createResolvers(services, config));
    const buildContext = createContextBuilder(
      storage.orm,
      (token, scope) => services.sessions.authenticate(token, scope),
      (refresh, sessionId, scope) => services.refreshTokens.endReplaced(refresh, sessionId, scope),
    );
    const apollo = await mountGraphQL(server, { schema, buildContext, clientAddress }, config);
    server.addHook('onClose', async () => {
      await services.retention.stop();
      await services.worker.stop();
      await services.outbox.idle();
      mailDoor.close();
      await storage.close();
    });
    const { users, admin, addressAdmin, invitations, pumpingGuard, retention, worker: outbox } = services;
    return {
      ...{ orm: storage.orm, users, admin, addressAdmin, invitations, pumpingGuard, retention, outbox },
      ...{ simulator: twoFactor.simulator, mailbox: mailDoor.mailbox },
      findDemoUser: demoUser,
      listen: () => {
        retention.start();
        outbox.start();
        return server.listen({ host: config.host, port: config.port });
      },
      leave: () => server.leave(),
      close: () => apollo.stop(),
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}
