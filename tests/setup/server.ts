import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { type App, createApp, type Overrides } from '../../src/app.js';
import { loadConfig } from '../../src/config/config.js';
import type { User } from '../../src/accounts/user.entity.js';
import { SERIALIZERS } from '../../src/observability/logger.js';
import type { SimulatedMessage } from '../../src/vendors/simulator/simulator.js';
import { Client } from './client.js';
import { createDatabase, type TestDatabase } from './database/database.js';
import { type LoggedEvent, requireDocumentedReason } from './documented-reasons.js';

/** A server of a test file's own, on a real port and a real database, with a clock that tests can move. */
export interface TestServer {
  readonly app: App;
  readonly url: string;
  /** Everything that was logged, as text. */
  log(): string;
  /** Moves the server's clock. */
  passSeconds(seconds: number): void;
  now(): Date;
  /** A client at an address of its own, so that no test uses up another's limits. */
  client(): Client;
  createUser(options?: {
    username?: string;
    password?: string;
    isStaff?: boolean;
    email?: string;
  }): Promise<TestUser>;
  /** The newest message to a number. */
  messageTo(phone: string): SimulatedMessage;
  messagesTo(phone: string): SimulatedMessage[];
  close(): Promise<void>;
}

export interface TestUser {
  readonly user: User;
  readonly username: string;
  readonly password: string;
}

export const PASSWORD = 'correct horse battery';

interface Line {
  securityEvent: LoggedEvent;
}

/** As low as bcrypt goes: most tests are not about the strength of hashes. */
const CHEAPEST_BCRYPT = 4;

/** Tests come through a trusted proxy, which is how each client gets its own address. */
const TEST_ENV = {
  PORT: '0',
  PUBLIC_URL: 'http://auth.test',
  TRUSTED_PROXIES: '127.0.0.1',
  LOG_LEVEL: 'trace',
  // The numbers of a test file are of one range, and few of its codes are entered.
  SEND_CONVERSION_MIN_SENDS: '10000',
};

/**
 * @param env may name a place for the data, which then outlives the server; otherwise there is a new one
 * @param database to use, instead of a new one
 * @param maxPauseMs as the server has it; without, no slowness of the machine that runs the tests counts as overload
 * @param bcryptCost where the cost itself matters
 */
export async function startServer(
  env: Record<string, string> = {},
  {
    maxPauseMs = Infinity,
    bcryptCost = CHEAPEST_BCRYPT,
    database: given,
  }: Pick<Overrides, 'maxPauseMs' | 'bcryptCost'> & { database?: TestDatabase } = {},
): Promise<TestServer> {
  const hasPlace = 'DATA_DIR' in env || 'DATABASE_URL' in env;
  const database = given ?? (hasPlace ? undefined : await createDatabase());
  const dataDir = join(process.env['TEST_FOLDER'] ?? '', randomUUID());
  const lines: string[] = [];
  const events: LoggedEvent[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = chunk.toString();
      lines.push(line);
      if (line.includes('"securityEvent":{')) events.push((JSON.parse(line) as Line).securityEvent);
      done();
    },
  });
  let offsetMs = 0;
  const now = () => new Date(Date.now() + offsetMs);
  const app = await createApp(loadConfig({ ...TEST_ENV, DATA_DIR: dataDir, ...database?.env, ...env }), {
    clock: now,
    maxPauseMs,
    ...(env['BCRYPT_COST'] === undefined && { bcryptCost }),
    logger: pino({ level: 'trace', serializers: SERIALIZERS }, sink),
    ...(database?.pglite && { pglite: database.pglite }),
  });
  const url = await app.listen();
  if (app.orm.config.get('clientUrl')) await openConnections(app);
  const messagesTo = (phone: string) => (app.simulator?.messages() ?? []).filter(({ to }) => to === phone);
  return {
    app,
    url,
    now,
    log: () => lines.join(''),
    passSeconds: (seconds) => {
      offsetMs += seconds * 1000;
    },
    client: () => new Client(url, nextAddress()),
    createUser: async ({ username = `user-${randomUUID()}`, password = PASSWORD, ...options } = {}) => {
      const user = await app.users.createUser({ username, password, ...options }, app.orm.em.fork());
      return { user, username, password };
    },
    messagesTo,
    messageTo: (phone) => {
      const [newest] = messagesTo(phone);
      if (!newest) throw new Error(`No message went to ${phone}.`);
      return newest;
    },
    close: async () => {
      await app.close();
      await database?.drop();
      for (const event of events) requireDocumentedReason(event);
    },
  };
}

/**
 * All that the pool may have, as on a busy server. Over the first one, while the others are being opened, requests
 * at once reach a served PostgreSQL in turn, and no test of a race sees one.
 */
async function openConnections({ orm }: App): Promise<void> {
  const { max = 0 } = orm.config.get('pool');
  const connection = orm.em.getConnection();
  await Promise.all(Array.from({ length: max }, () => connection.execute('select pg_catalog.pg_sleep(0.1)')));
}

let clients = 0;

function nextAddress(): string {
  clients += 1;
  return `10.1.${Math.floor(clients / 250)}.${(clients % 250) + 1}`;
}

let phones = 0;

/** A mobile number that nobody else in this file uses, and that shares its prefix with none. */
export function newPhone(): string {
  phones += 1;
  return `+48501${String(phones).padStart(3, '0')}789`;
}
