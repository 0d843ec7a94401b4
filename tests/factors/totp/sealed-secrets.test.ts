import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Sealer, type SealingKey } from '../../../src/core/sealing/sealer.js';
import {
  inspectSealed,
  requireSealingKeys,
  reseal,
  sealingProblem,
} from '../../../src/factors/totp/sealed-secrets.js';
import { TotpSecret } from '../../../src/factors/totp/totp-secret.entity.js';
import { KeyError } from '../../../src/core/keys/key-error.js';
import { addApp, switchOnWithApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, requiredOf } from '../../setup/client.js';
import { startServer, type TestServer } from '../../setup/server.js';

const key = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const entry = ({ id, key: bytes }: SealingKey) => `${id}:${bytes.toString('base64url')}`;
const sealerOf = (first: SealingKey, ...others: SealingKey[]) =>
  new Sealer([first, ...others], pino({ level: 'silent' }));

describe('the secrets of authenticator apps', () => {
  const [old, next] = [key('old'), key('next')];
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ SECRETS_KEYS: `${entry(old)},${entry(next)}` })));
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();

  async function waiting() {
    const user = await server.createUser();
    const { app, client: signedIn, id } = await switchOnWithApp(server, user);
    const client = server.client();
    const { username, password } = user;
    const { challenge } = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    return { user, app, client, signedIn, challenge, id };
  }

  it('do not open without their key: the code is no wrong one, and the log says why', async () => {
    const { client, challenge, app, id } = await waiting();
    await em().nativeUpdate(TotpSecret, { authenticator: id }, { keyId: 'lost' });
    const typed = { challenge, token: app.codeAt(server.now()) };
    expect(codeOf(await client.verifyTwoFactorToken(typed))).toBe('PROVIDER_UNAVAILABLE');
    const line = server
      .log()
      .split('\n')
      .find((text) => text.includes('"keyId":"lost"'));
    expect(line).toContain('not in SECRETS_KEYS');
    expect(line).toContain(id);
    // With the key, the same challenge and the same code work.
    await em().nativeUpdate(TotpSecret, { authenticator: id }, { keyId: 'old' });
    dataOf(await client.verifyTwoFactorToken(typed));
  });

  it('that are being set up without their key expire, and the log says why', async () => {
    const { signedIn } = await waiting();
    await em().execute(`update totp_enrollments set key_id = 'gone'`);
    const { enrollment } = dataOf(await signedIn.startAuthenticatorApp()).startAuthenticatorApp;
    await em().execute(`update totp_enrollments set key_id = 'gone' where id = ?`, [enrollment]);
    expect(codeOf(await signedIn.confirmAuthenticatorApp(enrollment, '111111'))).toBe('CHALLENGE_EXPIRED');
    expect(server.log()).toContain('"keyId":"gone"');
  });

  it('are sealed anew one by one, while people sign in, and no code works twice', async () => {
    const people = [await waiting(), await waiting(), await waiting()];
    const [first, ...others] = people;
    const used = { challenge: first?.challenge, token: first?.app.codeAt(server.now()) };
    dataOf(await server.client().verifyTwoFactorToken(used));
    const sealer = sealerOf(next, old);
    // Stopped after the first row, and run again.
    for await (const isOpened of reseal(sealer, em)) {
      expect(isOpened).toBe(true);
      break;
    }
    expect((await inspectSealed(sealer, em())).map(({ keyId, key: state }) => [keyId, state])).toEqual([
      ['next', 'current'],
      ['old', 'older'],
    ]);
    for await (const isOpened of reseal(sealer, em)) {
      expect(isOpened).toBe(true);
      const signingIn = others.pop();
      if (!signingIn) continue;
      const { client, challenge, app } = signingIn;
      dataOf(await client.verifyTwoFactorToken({ challenge, token: app.codeAt(server.now()) }));
    }
    expect(others).toEqual([]);
    expect(await inspectSealed(sealerOf(next), em())).toEqual([
      { keyId: 'next', count: expect.any(Number), key: 'current' },
    ]);
    await requireSealingKeys(sealerOf(next), em());
    const client = server.client();
    const { username = '', password } = first?.user ?? {};
    const again = requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
    expect(codeOf(await client.verifyTwoFactorToken({ ...used, challenge: again.challenge }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
  });

  it('that do not open stay as they are, and are named', async () => {
    const { id } = await waiting();
    await em().nativeUpdate(TotpSecret, { authenticator: id }, { keyId: 'lost' });
    const before = await sealedOf(id);
    for await (const isOpened of reseal(sealerOf(next, old), em)) expect(isOpened).toBe(false);
    expect(await sealedOf(id)).toEqual(before);
    const sealed = await inspectSealed(sealerOf(key('next'), old), em());
    expect(sealingProblem(sealed)).toMatch(/1 authenticator app is sealed with the key lost, which is not/);
    expect(sealingProblem(sealed)).toMatch(/sealed with another key than the one that is next/);
    for (const sealer of [sealerOf(next, old), undefined])
      await expect(requireSealingKeys(sealer, em())).rejects.toThrow(KeyError);
  });

  it('get the key that seals now when they become a factor', async () => {
    const { signedIn } = await waiting();
    const { id } = await addApp(server, signedIn);
    expect(await sealedOf(id)).toMatchObject({ keyId: 'old' });
  });

  async function sealedOf(id: string) {
    const { sealedSecret, keyId } = await em().findOneOrFail(TotpSecret, { authenticator: id });
    return { sealedSecret, keyId };
  }
});
