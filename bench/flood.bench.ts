import type { Fixture } from './fixture/fixture.js';
import { graphqlRequest } from './load/http-request.js';
import { openLoad, repeat } from './load/load.js';
import { signInAll, signIns } from './load/signed-in.js';
import type { Options } from './options.js';
import { atLeast, atMost, median, percentile, ratios, type Result } from './report/result.js';
import { startBareBcrypt } from './servers/bcrypt-process.js';
import { OUR_SERVER, startProcess } from './servers/server-process.js';

const CLIENTS = 60;
const READERS = 16;
const ROUNDS = 5;
const LEAST_THROUGHPUT = 0.95;
const MOST_DELAY = 8;

/** Sixty clients sign in without pause: how many get through, and how long everybody else waits meanwhile. */
export async function measureFlood(
  { env, clients }: Fixture,
  { hurry, bcryptCost, bcryptThreads }: Options,
): Promise<Result[]> {
  const roundMs = 5000 / hurry;
  // A reply after the end counts for no round. Of five seconds that one sign-in would be 3 %.
  const countedMs = 20_000 / hurry;
  const bare = await startBareBcrypt(bcryptCost, bcryptThreads);
  const server = await startProcess(OUR_SERVER, env);
  try {
    const flood = await openLoad(server.port, signIns(clients.slice(0, CLIENTS)), { mayRefuse: true });
    const [access] = await signInAll(server.graphql, clients.slice(CLIENTS, CLIENTS + 1));
    const me = graphqlRequest('{ me { id username email } }', undefined, access);
    const readers = await openLoad(server.port, repeat(me, READERS));
    await readers.run(3000 / hurry);

    const rounds = {
      bcrypt: [] as number[],
      logins: [] as number[],
      calm: [] as number[],
      flooded: [] as number[],
    };
    let refused = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.bcrypt.push(await bare.perSecond(countedMs));
      const logins = await flood.run(countedMs);
      rounds.logins.push(logins.perSecond);
      refused += logins.refused;
      rounds.calm.push(percentile((await readers.run(roundMs)).latenciesMs, 0.99));
      const [flooded] = await Promise.all([readers.run(roundMs), flood.run(roundMs)]);
      rounds.flooded.push(percentile(flooded.latenciesMs, 0.99));
    }
    flood.close();
    readers.close();
    return [
      atLeast(
        `Sign-ins of ${CLIENTS} clients, of bare bcrypt on ${bcryptThreads} threads`,
        ratios(rounds.logins, rounds.bcrypt),
        LEAST_THROUGHPUT,
        `; ${median(rounds.logins).toFixed(1)} : ${median(rounds.bcrypt).toFixed(1)} a second, ${refused} refused`,
      ),
      atMost(
        'p99 of me during that flood, times its p99 without',
        ratios(rounds.flooded, rounds.calm),
        MOST_DELAY,
        `; ${median(rounds.flooded).toFixed(1)} : ${median(rounds.calm).toFixed(1)} ms`,
      ),
    ];
  } finally {
    bare.stop();
    await server.stop();
  }
}
