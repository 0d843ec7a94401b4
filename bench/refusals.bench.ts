import { randomUUID } from 'node:crypto';
import { type Fixture, PASSWORD } from './fixture/fixture.js';
import { send } from './load/operations.js';
import type { Options } from './options.js';
import { median, type Result, rotated } from './result.js';
import { OUR_SERVER, startProcess } from './servers/server-process.js';

const REFUSALS = 200;
const TARGET_PERCENT = 10;

/** Whether the time of a refused login shows why it was refused. An attacker who looks for names tries new ones. */
export async function measureRefusals({ env, users }: Fixture, { hurry }: Options): Promise<Result[]> {
  const refusals = REFUSALS / hurry;
  const server = await startProcess(OUR_SERVER, env);
  const kinds = [
    { name: 'unknown user', username: () => `user-${randomUUID()}`, password: PASSWORD },
    { name: 'wrong password', username: () => users.active, password: 'wrong horse battery' },
    { name: 'inactive', username: () => users.inactive, password: PASSWORD },
    {
      name: 'wrong password, hash of lower cost',
      username: () => users.outdated,
      password: 'wrong horse battery',
    },
    { name: 'no password set', username: () => users.withoutPassword, password: PASSWORD },
  ].map((kind) => ({ ...kind, timesMs: [] as number[] }));
  const bodies = new Set<string>();
  for (let round = -WARM_UP; round < refusals; round += 1)
    for (const { username, password, timesMs } of rotated(kinds, round + WARM_UP)) {
      const variables = { username: username(), password };
      const startedAt = performance.now();
      bodies.add(await send(server.graphql, 'obtain-token', variables));
      if (round >= 0) timesMs.push(performance.now() - startedAt);
    }
  await server.stop();

  const [body = ''] = bodies;
  if (!body.includes('INVALID_CREDENTIALS')) throw new Error(`Not a refused login: ${body}`);
  const medians = kinds.map(({ timesMs }) => median(timesMs));
  const fastest = Math.min(...medians);
  const percent = (Math.max(...medians) / fastest - 1) * 100;
  const each = kinds.map(({ name }, index) => `${name} ${((medians[index] ?? NaN) / fastest).toFixed(3)}`);
  return [
    {
      what: `Refused logins: largest difference of medians of ${refusals}, bcrypt cost ${env['BCRYPT_COST'] ?? ''}`,
      target: `at most ${TARGET_PERCENT} %`,
      measured: `${percent.toFixed(1)} %; ${each.join(', ')}`,
      met: percent <= TARGET_PERCENT,
    },
    { what: '… different replies', target: '1', measured: String(bodies.size), met: bodies.size === 1 },
  ];
}

const WARM_UP = 3;
