import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TotpSecret } from '../../../src/factors/totp/totp-secret.entity.js';
import { addApp, App } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { otherThan, signIn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';

/** A nonce, a secret of twenty bytes and a tag in base64url: what is sealed. */
const SEALED = /[\w-]{64}/;

describe('the log, at its most detailed level,', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ LOG_LEVEL: 'trace' })));
  afterAll(() => server.close());

  const execute = (sql: string) => server.app.orm.em.fork().execute(sql);

  /** Runs a step while a table is not there, so that its statement fails with its values. */
  async function without<T>(table: string, step: () => Promise<T>): Promise<T> {
    await execute(`alter table ${table} rename to ${table}_away`);
    try {
      return await step();
    } finally {
      await execute(`alter table ${table}_away rename to ${table}`);
    }
  }

  it('never has a secret of an app, its address or its seal, whatever fails', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const broken = await without('totp_enrollments', () => client.startAuthenticatorApp());
    expect(codeOf(broken)).toBe('INTERNAL_SERVER_ERROR');

    const { enrollment, secret, uri } = dataOf(
      await client.startAuthenticatorApp('Work'),
    ).startAuthenticatorApp;
    const app = new App(secret);
    const right = app.codeAt(server.now());
    await client.confirmAuthenticatorApp(enrollment, otherThan(right));
    const unstored = await without('totp_secrets', () => client.confirmAuthenticatorApp(enrollment, right));
    expect(codeOf(unstored)).toBe('INTERNAL_SERVER_ERROR');
    const { access } = dataOf(
      await client.confirmAuthenticatorApp(enrollment, right),
    ).confirmAuthenticatorApp;
    const signedIn = client.as(access);
    await signedIn.authenticators();

    const waiting = server.client();
    const { challenge } = requiredOf(
      dataOf(await waiting.obtainToken(user.username, user.password)).obtainToken,
    );
    server.passSeconds(30);
    const token = app.codeAt(server.now());
    const typed = { challenge, token };
    await waiting.verifyTwoFactorToken({ challenge, token: otherThan(token) });
    const unread = await without('totp_secrets', () => waiting.verifyTwoFactorToken(typed));
    expect(codeOf(unread)).toBe('INTERNAL_SERVER_ERROR');
    const em = server.app.orm.em.fork();
    const { sealedSecret, keyId } = await em.findOneOrFail(TotpSecret, { authenticator: enrollment });
    await em.nativeUpdate(TotpSecret, { authenticator: enrollment }, { keyId: 'unknown' });
    await waiting.verifyTwoFactorToken(typed);
    await em.nativeUpdate(TotpSecret, { authenticator: enrollment }, { keyId });
    const pair = pairOf(dataOf(await waiting.verifyTwoFactorToken(typed)).verifyTwoFactorToken);
    const second = await addApp(server, waiting.as(pair.access));
    dataOf(await second.client.removeAuthenticator(enrollment));

    const log = server.log();
    expect(log).toContain('authenticatorRemoved');
    expect(log).toContain('"keyId":"unknown"');
    for (const hidden of ['otpauth', secret, uri, sealedSecret]) expect(log).not.toContain(hidden);
    expect(sealedSecret).toMatch(SEALED);
    expect(log).not.toMatch(SEALED);
  });
});
