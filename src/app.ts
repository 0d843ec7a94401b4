// TypeGraphQL's decorators need it before any of them runs.
import 'reflect-metadata';
import type { PGlite } from '@electric-sql/pglite';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import { type Clock, systemClock } from './clock.js';
import type { Config } from './config.js';
import { openEmbedded } from './db/embedded.js';
import { listen } from './db/listener.js';
import { migrate, requireMigrated } from './db/migrate.js';
import { openDatabase } from './db/orm.js';
import { connectRedis } from './db/redis.js';
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
import { createHttpServer, mountGraphQL } from './http/server.js';
import { mountSimulator } from './http/simulator.js';
import { createLogger } from './logger.js';
import { ChallengeService } from './services/challenge.service.js';
import { CodeAttemptService } from './services/code-attempt.service.js';
import { ConversionService } from './services/conversion.service.js';
import { CredentialChangeService } from './services/credential-change.service.js';
import { CredentialService } from './services/credential.service.js';
import { DeliveryService } from './services/delivery.service.js';
import { EndedSessions, REVOCATION_CHANNEL } from './services/ended-sessions.js';
import { loadKeyRing } from './services/key-ring.js';
import { LoginService } from './services/login.service.js';
import { PasswordService } from './services/password.service.js';
import { PendingCodeService } from './services/pending-code.service.js';
import { PhoneService } from './services/phone.service.js';
import { RefreshTokenService } from './services/refresh-token.service.js';
import { RetentionService } from './services/retention.service.js';
import { RevocationService } from './services/revocation.service.js';
import { SecurityEventService } from './services/security-event.service.js';
import { SecurityLogService } from './services/security-log.service.js';
import { SendClaimService } from './services/send-claim.service.js';
import { SendPermitService } from './services/send-permit.service.js';
import { SessionService } from './services/session.service.js';
import { ThrottleService } from './services/throttle.service.js';
import { TokenService } from './services/token.service.js';
import { UserService } from './services/user.service.js';
import { createNotifier, createProvider } from './two-factor/create-provider.js';
import type { Simulator } from './two-factor/simulator/simulator.js';

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
  const pglite =
    config.database.kind === 'embedded'
      ? (overrides.pglite ?? (await openEmbedded(config.dataDir)))
      : undefined;
  const orm = await openDatabase(config, pglite);
  const redis = config.redisUrl ? connectRedis(config.redisUrl, logger) : undefined;
  const opened: { close(): Promise<void> | void }[] = [
    { close: () => orm.close() },
    { close: () => redis?.disconnect() },
  ];
  const letGo = async () => {
    for (const part of opened.toReversed()) await part.close();
  };
  try {
    if (config.database.migrateOnStart) await migrate(orm);
    await requireMigrated(orm);

    const { provider, simulator } = createProvider(config.twoFactor, { clock, logger });
    const notifier = createNotifier(config.twoFactor, new URL(config.publicUrl).host, { simulator, logger });
    if (!notifier)
      logger.warn(
        'TWILIO_MESSAGING_SERVICE_SID is not set: nobody is told at the old number of a changed phone',
      );
    const metrics = new Metrics(
      [...Object.keys(config.limits), 'conversion'],
      () => provider.health().circuit,
    );
    const securityLog = new SecurityLogService(clock, logger, (event) => metrics.count(event));
    const tokens = new TokenService(config.tokens, keys, clock);
    const ended = new EndedSessions(orm, config.tokens.accessTtlSeconds, clock, logger);
    opened.push(
      await listen(config.database, pglite, REVOCATION_CHANNEL, {
        onNotification: ended.noteEnd,
        catchUp: ended.catchUp,
        onCaughtUp: ended.beUpToDate,
        onDisconnected: ended.loseTouch,
      }),
    );
    const revocations = new RevocationService(ended.noteEnd, securityLog, clock);
    const throttle = new ThrottleService(
      config.limits,
      redis ? { redis } : { orm },
      (limit) => metrics.countBeyondLimit(limit),
      logger,
    );
    const sessions = new SessionService(config.sessions, tokens, ended, throttle, securityLog, clock);
    const refreshTokens = new RefreshTokenService(config.sessions, tokens, revocations, securityLog, clock);
    const passwords = new PasswordService(overrides.bcryptCost ?? config.bcryptCost);
    const conversions = new ConversionService(config.conversion, securityLog, logger, clock);
    metrics.watchPausedRanges(() => conversions.countPaused(orm.em.fork()));
    const permits = new SendPermitService(
      throttle,
      conversions,
      () => metrics.countBeyondLimit('conversion'),
      logger,
      clock,
    );
    const pendingCodes = new PendingCodeService(provider, clock);
    const deliveries = new DeliveryService(
      provider,
      pendingCodes,
      new SendClaimService(clock, config.sendPauseSeconds),
      permits,
      securityLog,
      clock,
    );
    const attempts = new CodeAttemptService(provider, throttle, securityLog, clock);
    const challenges = new ChallengeService(provider, deliveries, conversions, attempts, securityLog, clock);
    const login = new LoginService(passwords, challenges, sessions, throttle, securityLog);
    const changes = new CredentialChangeService(
      { provider, notifier },
      pendingCodes,
      revocations,
      securityLog,
      clock,
    );
    const credentials = new CredentialService(changes, passwords, sessions, throttle, securityLog, clock);
    const phones = new PhoneService(challenges, credentials, clock, config.twoFactor.countries);
    const users = new UserService(passwords, changes, revocations, throttle, securityLog, clock);

    const retention = new RetentionService(orm, config.securityEventsSeconds, clock, logger);

    const schema = createSchema([
      new LoginResolver(login, challenges, refreshTokens),
      new PhoneResolver(phones),
      new CredentialResolver(credentials),
      new SessionResolver(sessions, revocations),
      new UserResolver(users),
      new SecurityEventResolver(new SecurityEventService()),
    ]);
    const server = await createHttpServer(config, logger, overrides);
    metrics.mount(server);
    mountHealth(server, {
      askDatabase: () => orm.em.getConnection().execute('select 1'),
      providerCircuit: () => provider.health().circuit,
    });
    mountJwks(server, keys);
    if (config.examplePage) mountExamplePage(server);
    if (config.graphiql) mountGraphiQL(server);
    if (simulator) mountSimulator(server, simulator);
    const buildContext = createContextBuilder(orm, tokens, sessions);
    const apollo = await mountGraphQL(server, { schema, buildContext }, config);
    server.addHook('onClose', async () => {
      retention.stop();
      await letGo();
    });

    return {
      orm,
      users,
      conversions,
      simulator,
      retention,
      listen: () => {
        retention.start();
        return server.listen({ host: config.host, port: config.port });
      },
      close: () => apollo.stop(),
    };
  } catch (error) {
    await letGo();
    throw error;
  }
}
