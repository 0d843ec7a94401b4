import { loadConfig } from '../../src/config.js';
import { openDatabase } from '../../src/db/database.js';
import { type SimulatorServer, startSimulatorServer } from '../../src/two-factor/simulator/standalone.js';
import { type Answer, Client } from '../helpers/client.js';
import { createDatabase } from '../helpers/database.js';
import { isCheck, twilioAt, watchProvider } from '../helpers/provider.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { startTcpProxy } from '../helpers/tcp-proxy.js';

/** A server whose wires break: to its database (when that is served), to its provider, and to its clients. */
export interface World {
  readonly server: TestServer;
  readonly provider: SimulatorServer;
  /** A client whose replies get lost at times. */
  client(): Client;
  /** The database as it is, past the wire that breaks. */
  books(): TestServer['app']['orm']['em'];
  /** How often the provider was asked to judge each code, by its reference. */
  checks(): ReadonlyMap<string, number>;
  breakThings(until: number): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  // One clock for both: a provider for whom no time passes would soon refuse to send one more of the same code.
  let now = () => new Date();
  const provider = await startSimulatorServer({ port: 0, clock: () => now() });
  const asked = watchProvider({ app: provider });
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

  const breaks = [
    () => providerWire.cut(),
    () => providerWire.hang(),
    () => clientWire.loseReplies(),
    ...(databaseWire ? [() => databaseWire.cut(), () => databaseWire.cut(), () => databaseWire.hang()] : []),
  ];
  const mend = () => {
    for (const wire of [providerWire, clientWire, databaseWire]) wire?.mend();
  };
  return {
    server,
    provider,
    client: () => new Client(clientWire.url, server.client().address),
    books: () => (direct ?? server.app.orm).em.fork(),
    checks: () => countByReference(asked),
    async breakThings(until) {
      while (Date.now() < until) {
        await pause(700 + Math.random() * 1500);
        breaks[Math.floor(Math.random() * breaks.length)]?.();
        await pause(50 + Math.random() * 350);
        mend();
      }
    },
    async close() {
      mend();
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
export async function orLost<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await answer;
  } catch {
    const extensions = { code: 'REPLY_LOST' };
    return { status: 0, headers: new Headers(), errors: [{ message: 'The reply got lost.', extensions }] };
  }
}

/** The codes that do not say what became of a request. */
export function isUnknown(code: string | undefined): boolean {
  return code === 'SERVICE_UNAVAILABLE' || code === 'REPLY_LOST';
}

function countByReference(asked: ReturnType<typeof watchProvider>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const request of asked.filter(isCheck)) {
    const reference = new URLSearchParams(request.body).get('VerificationSid') ?? '';
    counts.set(reference, (counts.get(reference) ?? 0) + 1);
  }
  return counts;
}

/** The soak looks for faults under load, not for the limits: those have tests of their own. */
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
  ].map((key) => [key, '1000000/1m']),
);
