import { loadConfig } from '../../src/config/config.js';
import type { SecurityEventType } from '../../src/audit/security-event.entity.js';
import { openDatabase } from '../../src/database/database.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import { type ApiResponse, Client } from '../setup/client.js';
import { createDatabase } from '../setup/database/database.js';
import { twilioAt } from '../setup/provider.js';
import { startServer, type TestServer } from '../setup/server.js';
import { startTcpProxy } from '../setup/wires/tcp-proxy.js';
import { CountsBefore } from './counts.js';
import { openLedger } from './ledger.js';
import { type WatchedProvider, watchTwilio } from './watched-provider.js';

/** A server whose wires break: to its database (when that is served), to its provider, and to its clients. */
export interface World {
  readonly server: TestServer;
  readonly provider: SimulatorServer;
  /** A client whose replies get lost at times. */
  client(): Client;
  /** The database as it is, past the wire that breaks. */
  books(): TestServer['app']['orm']['em'];
  readonly asked: WatchedProvider;
  /** What was attempted before it was counted. */
  readonly counts: CountsBefore;
  /** Somebody got the response that they are signed in, or changed a credential. */
  happened(event: SecurityEventType): void;
  /** How often. */
  times(event: SecurityEventType): number;
  /** All the ways to break a wire; after each, `restore`. */
  readonly breaks: readonly (() => void)[];
  restore(): void;
  breakThings(goesOn: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** Asked nothing by the breaker for ten seconds, a provider that goes away again cuts nobody off. */
const PROVIDER_REST_MS = 15_000;

export async function startWorld(): Promise<World> {
  // One clock for both: a provider for whom no time passes would soon refuse to send one more of the same code.
  let now = () => new Date();
  const provider = await startSimulatorServer({ port: 0, clock: () => now() });
  const providerWire = await startTcpProxy(provider.url);
  const database = process.env['TEST_DATABASE_URL'] ? await createDatabase() : undefined;
  const databaseUrl = database?.env['DATABASE_URL'];
  const databaseWire = databaseUrl === undefined ? undefined : await startTcpProxy(databaseUrl, 5432);
  const server = await startServer({
    ...(databaseWire && { DATABASE_URL: databaseWire.url }),
    DATABASE_ACQUIRE_TIMEOUT: '1s',
    ...twilioAt(providerWire.url),
    TWO_FACTOR_TIMEOUT: '1s',
    SEND_PAUSE: '1s',
    ...UNLIMITED,
  });
  now = server.now;
  const clientWire = await startTcpProxy(server.url);
  const direct = database ? (await openDatabase(loadConfig(database.env))).orm : undefined;

  const books = () => (direct ?? server.app.orm).em.fork();
  await openLedger({ books });
  const counts = new CountsBefore({ books });
  const asked = watchTwilio(provider, counts.require);

  const events: SecurityEventType[] = [];

  const providerBreaks = [
    () => providerWire.cut(),
    () => providerWire.hang(),
    () => providerWire.loseReplies(),
  ];
  const otherBreaks = [
    () => clientWire.loseReplies(),
    ...(databaseWire ? [() => databaseWire.cut(), () => databaseWire.cut(), () => databaseWire.hang()] : []),
  ];
  const restore = () => {
    for (const wire of [providerWire, clientWire, databaseWire]) wire?.restore();
  };
  return {
    server,
    provider,
    client: () => new Client(clientWire.url, server.client().address),
    books,
    asked,
    counts,
    happened: (event) => events.push(event),
    times: (event) => events.filter((one) => one === event).length,
    breaks: [...providerBreaks, ...otherBreaks],
    restore,
    async breakThings(goesOn) {
      let providerAgainAt = 0;
      while (goesOn()) {
        await pause(700 + Math.random() * 1500);
        const isProvider = Date.now() > providerAgainAt;
        if (isProvider) providerAgainAt = Date.now() + PROVIDER_REST_MS;
        const breaks = isProvider ? providerBreaks : otherBreaks;
        breaks[Math.floor(Math.random() * breaks.length)]?.();
        await pause(50 + Math.random() * 350);
        restore();
      }
    },
    async close() {
      restore();
      await server.close();
      await direct?.close();
      for (const wire of [providerWire, clientWire, databaseWire, provider]) await wire?.close();
      await database?.drop();
    },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** What a client knows whose reply got lost: nothing. */
export async function orLost<T>(response: Promise<ApiResponse<T>>): Promise<ApiResponse<T>> {
  try {
    return await response;
  } catch {
    const extensions = { code: 'REPLY_LOST' };
    return { status: 0, headers: new Headers(), errors: [{ message: 'The reply got lost.', extensions }] };
  }
}

/** The codes that do not say what became of a request. */
export function isUnknown(code: string | undefined): boolean {
  return code === 'SERVICE_UNAVAILABLE' || code === 'REPLY_LOST';
}

/** The soak looks for faults under load, not for the limits: those have tests of their own. No window ends before it does. */
const UNLIMITED = Object.fromEntries(
  [
    'LIMIT_LOGINS_PER_USERNAME',
    'LIMIT_LOGINS_PER_ADDRESS',
    'LIMIT_CODES_PER_USER',
    'LIMIT_CODES_PER_ADDRESS',
    'LIMIT_SENDS_PER_NUMBER',
    'LIMIT_SENDS_PER_USER',
    'LIMIT_SENDS_PER_ADDRESS',
    'LIMIT_SENDS_PER_PREFIX',
    'LIMIT_SENDS_PER_DAY',
  ].map((key) => [key, '1000000/1h']),
);
