import { type Contestant, enter, race } from './contestants.js';
import type { Fixture } from './fixture/fixture.js';
import { graphqlRequest } from './load/http-request.js';
import { openLoad, repeat } from './load/load.js';
import { signInAll } from './load/signed-in.js';
import type { Options } from './options.js';
import { atLeast, median, ratios, type Result, spread } from './report/result.js';
import {
  BARE_SERVER,
  MINIMAL_APOLLO,
  OUR_SERVER,
  type ServerProcess,
  startProcess,
} from './servers/server-process.js';

const CONNECTIONS = 16;
const TARGET = 1;

/** Requests with a token, without and with a row, against a bare server and a minimal Apollo Server. */
export async function measureRequests({ env, clients, databaseUrl }: Fixture, { hurry }: Options) {
  const servers = [
    await startProcess(OUR_SERVER, env),
    await startProcess(BARE_SERVER, env),
    await startProcess(MINIMAL_APOLLO, env),
  ] as const;
  try {
    const [access = ''] = await signInAll(servers[0].graphql, clients.slice(0, 1));
    const measure = async (query: string): Promise<Result[]> => {
      const request = graphqlRequest(query, undefined, access);
      const join = async (server: ServerProcess) =>
        enter(server, await openLoad(server.port, repeat(request, CONNECTIONS)));
      const [ours, bare, apollo] = [await join(servers[0]), await join(servers[1]), await join(servers[2])];
      await race([ours, bare, apollo], {
        warmUpMs: 4000 / hurry,
        rounds: 9,
        roundMs: 1000 / hurry,
      });
      return compare(query, { ours, bare, apollo });
    };
    return [
      ...(await measure('{ __typename }')),
      // No other process can read the embedded database.
      ...(databaseUrl === undefined ? [] : await measure('{ me { id username email } }')),
    ];
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

function compare(
  query: string,
  { ours, bare, apollo }: Record<'ours' | 'bare' | 'apollo', Contestant>,
): Result[] {
  const rate = ({ perSecond }: Contestant) => median(perSecond).toFixed(0);
  return [
    atLeast(
      `${query}, of a minimal Apollo Server`,
      ratios(ours.perSecond, apollo.perSecond),
      TARGET,
      `; ${rate(ours)} : ${rate(apollo)} a second`,
    ),
    {
      what: '… by processor time',
      target: '',
      measured: spread(ratios(ours.perCpuSecond, apollo.perCpuSecond)),
    },
    {
      what: '… of a bare server',
      target: '',
      measured: `${spread(ratios(ours.perSecond, bare.perSecond))}; bare ${rate(bare)} a second; the minimal one ${spread(ratios(apollo.perSecond, bare.perSecond))}`,
    },
    { what: '… p99 in ms', target: '', measured: spread(ours.p99Ms, 1) },
  ];
}
