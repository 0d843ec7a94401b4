import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { createApp } from '../../../src/app.js';
import { loadConfig } from '../../../src/config/config.js';
import { Client, codeOf, pairOf } from '../../setup/client.js';
import { cli, document } from '../harness.js';
import { preparedFolder } from '../../setup/process.js';

// Each command opens the database anew.

const env = { DATA_DIR: preparedFolder('cli-sends'), SEND_CONVERSION_MIN_SENDS: '1' };

/** Asks for codes to these numbers, as a front end does, on the data that the commands work on. */
async function askFor(phones: readonly string[]): Promise<(string | undefined)[]> {
  const config = loadConfig({ ...env, PORT: '0', BCRYPT_COST: '10' });
  const app = await createApp(config, { logger: pino({ level: 'silent' }) });
  try {
    const em = app.orm.em.fork();
    const user = { username: `user-${Date.now()}`, password: 'correct horse battery' };
    await app.users.createUser(user, em);
    const stranger = new Client(await app.listen(), '10.1.0.1');
    const { data } = await stranger.obtainToken(user.username, user.password);
    const client = stranger.as(pairOf(data?.obtainToken).access);
    const codes: (string | undefined)[] = [];
    for (const phone of phones) codes.push(codeOf(await client.verifyPhone(phone)));
    return codes;
  } finally {
    await app.close();
  }
}

/** Tests of this file go on from each other: opening an embedded database is what takes time. */
describe('cli sends', () => {
  it('lists nothing while nothing is paused', async () => {
    expect(await cli(['sends', 'paused'], { env })).toEqual({
      code: 0,
      stdout: 'Nothing is paused.\n',
      stderr: '',
    });
  });

  it('lists what is paused, for people and for scripts', async () => {
    expect(await askFor(['+48601234567', '+48601234568'])).toEqual([undefined, 'RATE_LIMITED']);
    const { stdout } = await cli(['sends', 'paused'], { env });
    expect(stdout.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, '2026-01-01 00:00')).toBe(
      [
        'PREFIX   PURPOSE       SENT  ENTERED  REFUSED SINCE  PAUSED UNTIL (UTC)',
        '+486012  registration  1     0        1              2026-01-01 00:00',
        '',
      ].join('\n'),
    );
    expect(document(await cli(['sends', 'paused', '--json'], { env }))).toEqual({
      paused: [
        {
          prefix: '+486012',
          purpose: 'registration',
          sent: 1,
          approved: 0,
          refused: 1,
          pausedUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        },
      ],
    });
  });

  it.each([
    ['what is not paused', '+48602', 'NOT_PAUSED'],
    ['what is no prefix', '48%', 'BAD_USER_INPUT'],
  ])('refuses to lift %s', async (_what, prefix, code) => {
    const refused = await cli(['sends', 'lift', prefix, '--json'], { env });
    expect(refused.code).toBe(1);
    expect(document(refused)).toEqual({ error: { code, message: expect.stringMatching(/^.+\.$/) } });
  });

  it('lifts a pause, and codes go again', async () => {
    const lifted = await cli(['sends', 'lift', '+486012'], { env });
    expect(lifted).toEqual({
      code: 0,
      stdout: 'Codes are sent again to +486012 (registration).\n',
      stderr: '',
    });
    expect(await askFor(['+48601234569'])).toEqual([undefined]);
  });
});
