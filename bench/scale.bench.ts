import { type Dataset, fillDataset, type Size } from './fixture/dataset.js';
import type { Fixture } from './fixture/fixture.js';
import { withConnection } from './fixture/served-database.js';
import { openScaleClient, SCALE_REQUESTS, type ScaleClient } from './load/scale-client.js';
import type { Options } from './options.js';
import { atMost, median, ratios, type Result } from './report/result.js';
import { OUR_SERVER, type ServerProcess, startProcess } from './servers/server-process.js';

const SMALL_USERS = 1000;
const ROUNDS = 100;
const WARM_UP = 20;
const MOST = 2;

/** Users, sessions, and a month of the log at least. */
const LARGE_TABLES = 3;
/** After five executions PostgreSQL plans a prepared statement for any values. */
const PLANNED_AGAIN = 10;

interface Opened {
  readonly client: ScaleClient;
  readonly server: ServerProcess;
  readonly dataset: Dataset;
  /** Of each large table. */
  readonly scansBefore: ReadonlyMap<string, number>;
  readonly timesMs: Record<string, number[]>;
}

/** Lists, searches, the log and refresh on a small and on a large database, one request at a time, in turns. */
export async function measureScale({ env, databaseUrl }: Fixture, options: Options): Promise<Result[]> {
  const { serverUrl, hurry, users, plans } = options;
  if (serverUrl === undefined || databaseUrl === undefined) return [];
  const opened: Opened[] = [];
  const open = async (size: Size): Promise<Opened> => {
    const one = await openFilled(serverUrl, size, env);
    opened.push(one);
    return one;
  };
  try {
    const large = sizeOf(users);
    if (plans) return [await countScans(await open(large))];
    const contestants = [await open(sizeOf(SMALL_USERS)), await open(large)] as const;
    for (let round = -WARM_UP; round < ROUNDS / hurry; round += 1)
      for (const contestant of contestants) await sendAll(contestant, round >= 0);
    return SCALE_REQUESTS.map((name) => compare(name, contestants[0], contestants[1], large));
  } finally {
    for (const { server, dataset } of opened) {
      await server.stop();
      await dataset.drop();
    }
  }
}

async function openFilled(
  serverUrl: string,
  size: Size,
  env: Readonly<Record<string, string>>,
): Promise<Opened> {
  const dataset = await fillDataset(serverUrl, size, env);
  try {
    const scansBefore = await sequentialScans(dataset);
    const server = await startProcess(OUR_SERVER, { ...env, DATABASE_URL: dataset.url });
    const client = await openScaleClient(server, dataset);
    return { client, server, dataset, scansBefore, timesMs: {} };
  } catch (error) {
    await dataset.drop();
    throw error;
  }
}

async function sendAll({ client, timesMs }: Opened, isMeasured: boolean): Promise<void> {
  for (const name of SCALE_REQUESTS) {
    const elapsedMs = await client.time(name);
    if (isMeasured) (timesMs[name] ??= []).push(elapsedMs);
  }
}

/** Which large tables were read from one end to the other: this does not depend on the machine. */
async function countScans(opened: Opened): Promise<Result> {
  for (let round = 0; round < PLANNED_AGAIN; round += 1) await sendAll(opened, false);
  // Its connections report what they did when they end.
  await opened.server.stop();
  const after = await sequentialScans(opened.dataset);
  const scanned = [...after].filter(([table, scans]) => scans > (opened.scansBefore.get(table) ?? 0));
  return {
    what: `Sequential scans of large tables, of ${after.size}`,
    target: 'none',
    measured: scanned.map(([table]) => table).join(', ') || 'none',
    met: after.size >= LARGE_TABLES && scanned.length === 0,
  };
}

async function sequentialScans({ url }: Dataset): Promise<ReadonlyMap<string, number>> {
  const { rows } = await withConnection(url, (client) =>
    client.query<{ table: string; scans: number }>(
      `select s.relname as table, s.seq_scan::int as scans from pg_stat_user_tables s
       join pg_class on pg_class.oid = s.relid where reltuples >= $1`,
      [SMALL_USERS],
    ),
  );
  return new Map(rows.map(({ table, scans }) => [table, scans]));
}

function sizeOf(users: number): Size {
  return { users, sessions: 5 * users, events: 10 * users };
}

function compare(name: string, small: Opened, large: Opened, { users }: Size): Result {
  const [few = [], many = []] = [small.timesMs[name], large.timesMs[name]];
  return atMost(
    `${name}: ${users} users, times ${SMALL_USERS}`,
    ratios(many, few),
    MOST,
    `; ${median(many).toFixed(1)} : ${median(few).toFixed(1)} ms`,
  );
}
