import { randomUUID } from 'node:crypto';
import { type Fixture, PASSWORD } from './fixture/fixture.js';
import { addImportedUsers } from './fixture/imported-users.js';
import { send } from './load/operations.js';
import type { Options } from './options.js';
import { median, type Result, rotated } from './report/result.js';
import { OUR_SERVER, startProcess } from './servers/server-process.js';

const REFUSALS = 200;
const TARGET_PERCENT = 10;
const WRONG_PASSWORD = 'wrong horse battery';

/** One reason of a refusal. */
interface Kind {
  readonly name: string;
  readonly username: () => string;
  readonly password: string;
}

const UNKNOWN: Kind = { name: 'unknown user', username: () => `user-${randomUUID()}`, password: PASSWORD };

/** Whether the time of a refused login shows why it was refused. An attacker who looks for names tries new ones. */
export async function measureRefusals({ env, users }: Fixture, { hurry }: Options): Promise<Result[]> {
  const refusals = REFUSALS / hurry;
  const wrong = (name: string, username: string): Kind => ({
    ...{ name, username: () => username, password: WRONG_PASSWORD },
  });
  const ours = [
    UNKNOWN,
    wrong('wrong password', users.active),
    { name: 'inactive', username: () => users.inactive, password: PASSWORD },
    wrong('wrong password, hash of lower cost', users.outdated),
    { name: 'no password set', username: () => users.withoutPassword, password: PASSWORD },
  ];
  const results = await compare('Refused logins', ours, refusals, env);
  const imported = await addImportedUsers(env);
  try {
    const theirs = Object.entries(imported.users).map(([kind, username]) => wrong(kind, username));
    const all = [UNKNOWN, wrong('our bcrypt', users.active), ...theirs];
    return [...results, ...(await compare('Refused logins beside imported hashes', all, refusals, env))];
  } finally {
    await imported.removeHashes();
  }
}

async function compare(
  what: string,
  kinds: readonly Kind[],
  refusals: number,
  env: Fixture['env'],
): Promise<Result[]> {
  const measured = kinds.map((kind) => ({ ...kind, timesMs: [] as number[] }));
  const bodies = new Set<string>();
  const server = await startProcess(OUR_SERVER, env);
  for (let round = -WARM_UP; round < refusals; round += 1)
    for (const { username, password, timesMs } of rotated(measured, round + WARM_UP)) {
      const variables = { username: username(), password };
      const startedAt = performance.now();
      bodies.add(await send(server.graphql, 'obtain-token', variables));
      if (round >= 0) timesMs.push(performance.now() - startedAt);
    }
  await server.stop();

  const [body = ''] = bodies;
  if (!body.includes('INVALID_CREDENTIALS')) throw new Error(`Not a refused login: ${body}`);
  const medians = measured.map(({ timesMs }) => median(timesMs));
  const fastest = Math.min(...medians);
  const percent = (Math.max(...medians) / fastest - 1) * 100;
  const each = kinds.map(({ name }, index) => `${name} ${((medians[index] ?? NaN) / fastest).toFixed(3)}`);
  return [
    {
      what: `${what}: largest difference of medians of ${refusals}, bcrypt cost ${env['BCRYPT_COST'] ?? ''}`,
      target: `at most ${TARGET_PERCENT} %`,
      measured: `${percent.toFixed(1)} % of ${fastest.toFixed(0)} ms; ${each.join(', ')}`,
      met: percent <= TARGET_PERCENT,
    },
    { what: '… different replies', target: '1', measured: String(bodies.size), met: bodies.size === 1 },
  ];
}

const WARM_UP = 3;
