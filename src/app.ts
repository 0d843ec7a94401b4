// TypeGraphQL's decorators need it before any of them runs.
import 'reflect-metadata';
import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import { openDatabase } from './db/database.js';
import type { Listener, ListenerHandlers } from './db/listener.js';
import { migrate, requireMigrated } from './db/migrate.js';
import { connectRedis } from './db/redis.js';
import { SESSION_ENDED_CHANNEL } from './entities/session.entity.js';
import { createContextBuilder } from './graphql/context.js';
import { CredentialResolver } from './graphql/resolvers/credential.resolver.js';
import { LoginResolver } from './graphql/resolvers/login.resolver.js';
import { PhoneResolver } from './graphql/resolvers/phone.resolver.js';
import { SecurityEventResolver } from './graphql/resolvers/security-event.resolver.js';
import { SessionResolver } from './graphql/resolvers/session.resolver.js';
import { UserResolver } from './graphql/resolvers/user.resolver.js';
import { createSchema } from './graphql/schema.js';
import { mountExamplePage } from './http/example-page.js';
import { mountGraphiQL } from './http/graphiql.js';
import { mountHealth } from './http/health.js';
import { mountJwks } from './http/jwks.js';
import { Metrics } from './http/metrics.js';
import { createHttpServer, type GraphQLMount, mountGraphQL } from './http/server.js';
import { mountSimulator } from './http/simulator.js';
import { createLogger } from './logger.js';
import type { ConversionService } from './services/conversion.service.js';
import { EndedSessions } from './services/ended-sessions.js';
import { type KeyRing, loadKeyRing } from './services/key-ring.js';
import type { RetentionService } from './services/retention.service.js';
import { createServerServices, type ServerServices } from './services/server-services.js';
import type { SecurityEventInput } from './services/security-log.service.js';
import type { UserService } from './services/user.service.js';
import { createTwoFactor, sharesService } from './two-factor/create-provider.js';
import type { Simulator } from './two-factor/simulator/simulator.js';
import type { TwoFactorProvider } from './two-factor/two-factor-provider.js';

/** What may be put in place of the real parts: time, an open database, a log to read, cheap passwords, patience. */
export interface Overrides {
  clock?: Clock;
  pglite?: PGlite;
  logger?: Logger;
  /** Below what the configuration allows: tests sign in thousands of times. */
  bcryptCost?: number;
  /** How long the process may keep up badly before it refuses requests: tests run on machines that are slow. */
  maxPauseMs?: number;
}

export interface App {
  readonly orm: MikroORM;
  readonly users: UserService;
  readonly conversions: ConversionService;
  readonly simulator: Simulator | undefined;
  readonly retention: RetentionService;
  /** Starts to listen. @returns the address, with the port that was really taken */
  listen(): Promise<string>;
  /** Refuses new requests, finishes those under way, and lets go of everything. */
  close(): Promise<void>;
}

/** Puts the whole server together. `main.ts` and the tests start it from here. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const logger = overrides.logger ?? createLogger(config);
  const clock = overrides.clock ?? systemClock;
  const keys = loadKeyRing(config);
  const storage = await openStorage(config, logger, overrides.pglite);
  try {
    const settings = { ...config, bcryptCost: overrides.bcryptCost ?? config.bcryptCost };
    const parts = await createParts(settings, storage, { keys, clock, logger });
    const { users, conversions, retention } = parts.services;
    const server = await createHttpServer(config, logger, overrides);
    mountPages(server, config, parts);
    const apollo = await mountGraphQL(server, graphQLOf(parts), config);
    server.addHook('onClose', async () => {
      await retention.stop();
      await storage.close();
    });
    return {
      orm: storage.orm,
      users,
      conversions,
      simulator: parts.simulator,
      retention,
      listen: () => {
        retention.start();
        return server.listen({ host: config.host, port: config.port });
      },
      close: () => apollo.stop(),
    };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Where rows and limits are, and what tells of changes by other replicas. */
interface Storage {
  readonly orm: MikroORM;
  readonly redis: Redis | undefined;
  listen(channel: string, handlers: ListenerHandlers): Promise<void>;
  close(): Promise<void>;
}

/** A database that has all its tables, and Redis where it is configured. */
async function openStorage(config: Config, logger: Logger, pglite?: PGlite): Promise<Storage> {
  const { orm, listen } = await openDatabase(config, pglite);
  let redis: Redis | undefined;
  let listener: Listener | undefined;
  const close = async () => {
    await listener?.close();
    redis?.disconnect();
    await orm.close();
  };
  try {
    if (config.database.migrateOnStart) await migrate(orm);
    await requireMigrated(orm);
    if (config.redisUrl) redis = await connectRedis(config.redisUrl, logger);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    orm,
    redis,
    listen: async (channel, handlers) => {
      listener = await listen(channel, handlers);
    },
    close,
  };
}

/** What HTTP and GraphQL answer with. */
interface Parts {
  readonly orm: MikroORM;
  readonly redis: Redis | undefined;
  readonly keys: KeyRing;
  readonly services: ServerServices;
  readonly metrics: Metrics;
  readonly provider: TwoFactorProvider;
  readonly simulator: Simulator | undefined;
}

async function createParts(
  config: Config,
  { orm, redis, listen }: Storage,
  { keys, clock, logger }: { keys: KeyRing; clock: Clock; logger: Logger },
): Promise<Parts> {
  const { provider, notifier, simulator } = createTwoFactor(config, { clock, logger });
  if (!notifier)
    logger.warn(
      'TWILIO_MESSAGING_SERVICE_SID is not set: nobody is told at the old number of a changed phone',
    );
  if (config.production && sharesService(config.twoFactor))
    logger.warn(
      'TWILIO_REGISTRATION_SERVICE_SID names no service of its own: who types a number to register it can keep its owner from signing in',
    );
  const limits = [...Object.keys(config.limits), 'conversion'];
  const metrics = new Metrics(limits, () => provider.health().circuit);
  const ended = new EndedSessions(orm, config.tokens.accessTtlSeconds, clock, logger);
  await listen(SESSION_ENDED_CHANNEL, {
    onNotification: ended.noteEnd,
    catchUp: ended.catchUp,
    onCaughtUp: ended.beUpToDate,
    onDisconnected: ended.loseTouch,
  });
  const ground = { config, orm, redis, provider, notifier, clock, logger };
  const observers = {
    onEvent: (event: SecurityEventInput) => metrics.count(event),
    onBeyondLimit: (limit: string) => metrics.countBeyondLimit(limit),
    noteEnd: ended.noteEnd,
  };
  const services = createServerServices({ ...ground, ...observers }, keys, ended);
  metrics.watchPausedRanges(() => services.conversions.countPaused(orm.em.fork()));
  metrics.watchLimitStorage(async () => redis?.ping());
  return { orm, redis, keys, services, metrics, provider, simulator };
}

function mountPages(
  server: FastifyInstance,
  config: Config,
  { orm, redis, keys, metrics, provider, simulator }: Parts,
): void {
  metrics.mount(server);
  mountHealth(server, {
    askDatabase: () => orm.em.getConnection().execute('select 1'),
    askRedis: redis && (() => redis.ping()),
    providerCircuit: () => provider.health().circuit,
  });
  mountJwks(server, keys);
  if (config.examplePage) mountExamplePage(server);
  if (config.graphiql) mountGraphiQL(server);
  if (simulator) mountSimulator(server, simulator);
}

function graphQLOf({ orm, services }: Parts): GraphQLMount {
  const { login, challenges, refreshTokens, phones, credentials, sessions, revocations, users } = services;
  const schema = createSchema([
    new LoginResolver(login, challenges, refreshTokens),
    new PhoneResolver(phones),
    new CredentialResolver(credentials),
    new SessionResolver(sessions, revocations),
    new UserResolver(users),
    new SecurityEventResolver(services.securityEvents),
  ]);
  return { schema, buildContext: createContextBuilder(orm, services.tokens, sessions) };
}
