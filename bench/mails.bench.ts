import { randomUUID } from 'node:crypto';
import type { Fixture } from './fixture/fixture.js';
import { send, succeed } from './load/operations.js';
import { signInAll } from './load/signed-in.js';
import type { Options } from './options.js';
import { median, type Result, rotated } from './report/result.js';
import { OUR_SERVER, startProcess } from './servers/server-process.js';

const REQUESTS = 200;
const TARGET_PERCENT = 10;
const WARM_UP = 3;
const MUCH = '1000000/1h';
const PASSWORD = 'another horse battery';

/** No mail server listens there: what is measured is the request, and not the mail. */
const MAIL = {
  ...{ MAIL_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'login@example.com', APP_URL: 'https://app.example.com' },
  ...{ REGISTRATION: 'open', EMAIL_SIGN_IN: 'true', LIMIT_MAILS_PER_RECIPIENT: MUCH },
  ...{ LIMIT_MAILS_PER_DOMAIN: MUCH, LIMIT_MAILS_PER_ADDRESS: MUCH, LIMIT_REGISTRATIONS_PER_ADDRESS: MUCH },
  ...{ LIMIT_CODES_PER_ADDRESS: MUCH, LIMIT_MAIL_CODES_PER_RECIPIENT: MUCH },
};

interface Measured {
  /** What the response must have. */
  readonly expected: string;
  /** What comes before, and is not measured. */
  prepare?(email: string): Promise<string>;
  request(email: string, prepared: string): Promise<string>;
}

/** Whether the time of a request about mails shows who has an account. */
export async function measureMails({ env, clients }: Fixture, { hurry }: Options): Promise<Result[]> {
  const server = await startProcess(OUR_SERVER, { ...env, ...MAIL });
  const { graphql } = server;
  const [someone = '', other = ''] = clients;
  const [access] = await signInAll(graphql, [other]);
  const challengeOf = async (email: string) =>
    (await succeed(graphql, 'request-password-reset', { email }))['challenge'] ?? '';
  const measured: Record<string, Measured> = {
    'request-password-reset': {
      expected: 'challenge',
      request: (email) => send(graphql, 'request-password-reset', { email }),
    },
    'request-email-sign-in': {
      expected: 'challenge',
      request: (email) => send(graphql, 'request-email-sign-in', { email }),
    },
    'request-email-change': {
      expected: 'challenge',
      request: (email) => send(graphql, 'request-email-change', { email }, access),
    },
    'reset-password with a wrong code': {
      expected: 'INVALID_EMAIL_TOKEN',
      prepare: challengeOf,
      request: (_email, challenge) =>
        send(graphql, 'reset-password', { challenge, token: '00000000', newPassword: PASSWORD }),
    },
    register: {
      expected: 'challenge',
      request: (email) => {
        const account = { username: `user-${randomUUID()}`, email, password: `${randomUUID()} horse` };
        return send(graphql, 'register', account);
      },
    },
  };
  const known = `${someone}@example.com`;
  const nobody = `${randomUUID()}@example.com`;
  const results: Result[] = [];
  for (const [what, { expected, prepare, request }] of Object.entries(measured)) {
    const kinds = [known, nobody].map((email) => ({ email, timesMs: [] as number[] }));
    for (let round = -WARM_UP; round < REQUESTS / hurry; round += 1)
      for (const { email, timesMs } of rotated(kinds, round + WARM_UP)) {
        const prepared = (await prepare?.(email)) ?? '';
        const startedAt = performance.now();
        const body = await request(email, prepared);
        if (round >= 0) timesMs.push(performance.now() - startedAt);
        if (!body.includes(expected)) throw new Error(`${what} was refused: ${body}`);
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
