import { randomUUID } from 'node:crypto';
import type { Fixture } from './fixture/fixture.js';
import { send } from './load/operations.js';
import type { Options } from './options.js';
import { median, type Result, rotated } from './result.js';
import { OUR_SERVER, startProcess } from './servers/server-process.js';

const REQUESTS = 200;
const TARGET_PERCENT = 10;
const WARM_UP = 3;
const MUCH = '1000000/1h';

/** No mail server listens there: what is measured is the request, and not the mail. */
const MAIL = {
  ...{ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'login@example.com', APP_URL: 'https://app.example.com' },
  ...{ REGISTRATION: 'open', LIMIT_MAILS_PER_RECIPIENT: MUCH, LIMIT_MAILS_PER_DOMAIN: MUCH },
  ...{ LIMIT_MAILS_PER_ADDRESS: MUCH, LIMIT_REGISTRATIONS_PER_ADDRESS: MUCH },
};

/** Whether the time of a request for a mail shows who has an account. */
export async function measureMails({ env, clients }: Fixture, { hurry }: Options): Promise<Result[]> {
  const server = await startProcess(OUR_SERVER, { ...env, ...MAIL });
  const [someone = ''] = clients;
  const known = `${someone}@example.com`;
  const nobody = `${randomUUID()}@example.com`;
  const results: Result[] = [];
  for (const [what, request] of Object.entries<(email: string) => Promise<string>>({
    'request-password-reset': (email) => send(server.graphql, 'request-password-reset', { email }),
    register: (email) => {
      const account = { username: `user-${randomUUID()}`, email, password: `${randomUUID()} horse` };
      return send(server.graphql, 'register', account);
    },
  })) {
    const kinds = [known, nobody].map((email) => ({ email, timesMs: [] as number[] }));
    for (let round = -WARM_UP; round < REQUESTS / hurry; round += 1)
      for (const { email, timesMs } of rotated(kinds, round + WARM_UP)) {
        const startedAt = performance.now();
        const body = await request(email);
        if (round >= 0) timesMs.push(performance.now() - startedAt);
        if (!body.includes('challenge')) throw new Error(`${what} was refused: ${body}`);
      }
    const [ofKnown = NaN, ofNobody = NaN] = kinds.map(({ timesMs }) => median(timesMs));
    const percent = (Math.max(ofKnown, ofNobody) / Math.min(ofKnown, ofNobody) - 1) * 100;
    results.push({
      what: `${what}: difference of the medians of ${REQUESTS / hurry}, for an address that somebody has and one that nobody has`,
      target: `at most ${TARGET_PERCENT} %`,
      measured: `${percent.toFixed(1)} %; ${ofKnown.toFixed(1)} and ${ofNobody.toFixed(1)} ms`,
      met: percent <= TARGET_PERCENT,
    });
  }
  await server.stop();
  return results;
}
