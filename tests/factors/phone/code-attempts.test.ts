import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { SentCode } from '../../../src/factors/phone/sent-code.entity.js';
import { codeOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { otherThan, waitingLogin } from '../../setup/flows.js';
import { LIMIT_STORES } from '../../setup/database/limit-stores.js';
import { startServer, type TestServer } from '../../setup/server.js';

const served = process.env['TEST_DATABASE_URL'];

describe.each(LIMIT_STORES)('an attempt on a code, counted in %s', (_where, store) => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ ...store, LIMIT_CODES_PER_ADDRESS: '2/1h', LIMIT_CODES_PER_USER: '4/1h' });
  });
  afterAll(() => server.close());

  /** What is counted on the code and on the user. */
  async function countsOf(userId: string) {
    const em = server.app.orm.em.fork();
    const { attempts } = await em.findOneOrFail(SentCode, {
      user: userId,
      purpose: 'login',
      status: 'pending',
    });
    const { wrongCodesInRow } = await em.findOneOrFail(User, { id: userId });
    return { attempts, wrongCodesInRow };
  }

  it('is counted nowhere behind what refuses it', async () => {
    const { user, challenge, code } = await waitingLogin(server);
    const { id } = user.user;
    const token = otherThan(code);
    const guess = async (client = server.client()) =>
      codeOf(await client.verifyTwoFactorToken({ challenge, token }));
    const client = server.client();
    expect([await guess(client), await guess(client)]).toEqual(Array(2).fill('INVALID_TWO_FACTOR_TOKEN'));
    expect(await countsOf(id)).toEqual({ attempts: 2, wrongCodesInRow: 2 });
    // The address.
    expect(await guess(client)).toBe('RATE_LIMITED');
    expect(await countsOf(id)).toEqual({ attempts: 2, wrongCodesInRow: 2 });
    // The user: only the code has one attempt less.
    expect([await guess(), await guess(), await guess()]).toEqual([
      'INVALID_TWO_FACTOR_TOKEN',
      'INVALID_TWO_FACTOR_TOKEN',
      'RATE_LIMITED',
    ]);
    expect(await countsOf(id)).toEqual({ attempts: 5, wrongCodesInRow: 4 });
    // The code.
    expect(await guess()).toBe('CHALLENGE_EXPIRED');
    expect(await countsOf(id)).toEqual({ attempts: 5, wrongCodesInRow: 4 });
  });
});

const onServed = served ? describe : describe.skip;

onServed('an attempt on a code while credentials change', () => {
  it('waits for the change, which does not wait for it', async () => {
    const server = await startServer();
    const { client, user, challenge, code } = await waitingLogin(server);
    const { id } = user.user;
    const change = server.app.orm.em.fork();
    await change.begin();
    await change.nativeUpdate(User, { id }, { credentialsChangedAt: new Date(0) });
    const attempt = client.verifyTwoFactorToken({ challenge, token: code });
    await eventually(async () => {
      const waiting = await server.app.orm.em
        .fork()
        .execute(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
      expect(waiting).toHaveLength(1);
    });
    await change.nativeUpdate(SentCode, { user: id }, { status: 'canceled' });
    await change.commit();
    expect(codeOf(await attempt)).toBe('CHALLENGE_EXPIRED');
    await server.close();
  });
});
