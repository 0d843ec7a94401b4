import { type DataFolder, PASSWORD } from './data-folder.js';
import { type Load, openLoad } from './load.js';
import { accessTokenOf } from './login.js';
import { median, type Result, rotated, spread } from './result.js';
import { BARE_SERVER, OUR_SERVER, QUERY, type ServerProcess, startProcess } from './server-process.js';

const CONNECTIONS = 16;
const ROUNDS = 21;
const ROUND_MS = 1000;
const WARM_UP_MS = 4000;
const TARGET = 0.65;

interface Contestant {
  readonly server: ServerProcess;
  readonly load: Load;
  readonly perSecond: number[];
  readonly perCpuSecond: number[];
}

/** An authenticated query without a database read, against bare servers that do the least that could be done. */
export async function measureAuthenticatedQuery({ env, keyFile, users }: DataFolder): Promise<Result[]> {
  const bareEnv = { JWT_KEYS: keyFile, PUBLIC_URL: env['PUBLIC_URL'] ?? '' };
  const servers = [
    await startProcess(OUR_SERVER, env),
    await startProcess(BARE_SERVER, bareEnv),
    await startProcess(BARE_SERVER, { ...bareEnv, CACHED: 'true' }),
  ] as const;
  const access = await accessTokenOf(servers[0].graphql, users.active, PASSWORD);
  const enter = async (server: ServerProcess): Promise<Contestant> => {
    const load = await openLoad(server.port, requestWith(access), CONNECTIONS);
    return { server, load, perSecond: [], perCpuSecond: [] };
  };
  const [ours, bare, caching] = [await enter(servers[0]), await enter(servers[1]), await enter(servers[2])];
  const contestants = [ours, bare, caching];
  for (const { load } of contestants) await load.run(WARM_UP_MS);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const contestant of rotated(contestants, round)) await runRound(contestant);
  for (const { load } of contestants) load.close();
  await Promise.all(servers.map((server) => server.stop()));

  return [
    {
      ...compare('Authenticated query, of what a bare server reaches', ours.perSecond, bare.perSecond),
      target: `at least ${TARGET}`,
      met: median(ratios(ours.perSecond, bare.perSecond)) >= TARGET,
    },
    compare('… by processor time', ours.perCpuSecond, bare.perCpuSecond),
    compare('… of a bare server that caches verified tokens too', ours.perSecond, caching.perSecond),
    compare('… by processor time', ours.perCpuSecond, caching.perCpuSecond),
  ];
}

async function runRound({ server, load, perSecond, perCpuSecond }: Contestant): Promise<void> {
  const cpuBefore = server.cpuSeconds() ?? NaN;
  const reached = await load.run(ROUND_MS);
  perSecond.push(reached);
  perCpuSecond.push((reached * ROUND_MS) / 1000 / ((server.cpuSeconds() ?? NaN) - cpuBefore));
}

/** Of rounds that were run side by side: what else the machine did then slowed both. */
function ratios(ours: readonly number[], theirs: readonly number[]): number[] {
  return ours.map((value, round) => value / (theirs[round] ?? NaN));
}

function compare(what: string, ours: readonly number[], theirs: readonly number[]): Result {
  const absolute = `${median(ours).toFixed(0)} : ${median(theirs).toFixed(0)} a second`;
  return { what, target: '', measured: `${spread(ratios(ours, theirs))}; ${absolute}` };
}

function requestWith(access: string): Buffer {
  const head = [
    'POST /graphql HTTP/1.1',
    'host: auth.example.com',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(QUERY)}`,
    `authorization: Bearer ${access}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${QUERY}`);
}
