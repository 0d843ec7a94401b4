import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { newRecoveryCode } from '../../../src/factors/recovery/recovery-code.js';
import { RecoveryCode } from '../../../src/factors/recovery/recovery-code.entity.js';
import type { HttpResponse } from '../../../src/vendors/http-transport.js';
import { codeOf, dataOf, extensionsOf, pairOf } from '../../setup/client.js';
import { otherThan, signIn, switchOn } from '../../setup/flows.js';
import { watchProvider } from '../../setup/provider.js';
import { begin, recover, stepUp, withRecoveryCodes } from '../../setup/factors/recovery-codes.js';
import { startServer, type TestServer } from '../../setup/server.js';

/** For the limit of codes, which an hour gives back. */
const HOUR = 3600;

describe('recovery codes', () => {
  let server: TestServer;
  /** The reply of the provider, in place of the simulator's. */
  let instead: HttpResponse | undefined;
  beforeAll(async () => {
    server = await startServer();
    watchProvider(server, () => instead && Promise.resolve(instead));
  });
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();
  const lock = (id: string) => em().nativeUpdate(User, { id }, { wrongCodesInRow: 100 });
  const eventsOf = async (userId: string, type: SecurityEvent['type']) =>
    (await em().find(SecurityEvent, { userId, type })).map(({ reason }) => reason ?? null);

  it('are ten, sign in once each, and give a new one at each use', async () => {
    const { user, client, codes } = await withRecoveryCodes(server);
    expect(new Set(codes).size).toBe(10);
    expect(dataOf(await client.authenticators()).me.recoveryCodesLeft).toBe(10);
    const [code = ''] = codes;
    const waiting = server.client();
    const required = await begin(waiting, user);
    expect(required.methods.map(({ kind }) => kind)).toEqual(['AUTHENTICATOR_APP', 'RECOVERY_CODE']);
    const typed = { challenge: required.challenge, token: code };
    const { recoveryCode, access } = dataOf(await waiting.verifyTwoFactorToken(typed)).verifyTwoFactorToken;
    expect(codes).not.toContain(recoveryCode);
    expect(dataOf(await client.as(access).authenticators()).me.recoveryCodesLeft).toBe(10);

    const again = await begin(waiting, user);
    expect(
      extensionsOf(await waiting.verifyTwoFactorToken({ challenge: again.challenge, token: code })),
    ).toMatchObject({ code: 'INVALID_TWO_FACTOR_TOKEN', attemptsLeft: 4 });
    // The new one works, once.
    const { pair } = await recover(server, user, recoveryCode ?? '');
    expect(pair.recoveryCode).not.toBe(recoveryCode);
  });

  it('are hashes in the database, and in no log', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    const { pair } = await recover(server, user, codes[0]);
    const stored = await em().find(RecoveryCode, { user: user.user.id });
    expect(stored.length).toBeGreaterThanOrEqual(10);
    const rows = JSON.stringify(stored);
    for (const code of [...codes, pair.recoveryCode ?? ''])
      for (const form of [code, code.replaceAll('-', '')]) {
        expect(rows).not.toContain(form);
        expect(server.log()).not.toContain(form);
      }
  });

  it('are read in any case, with blanks for dashes, and look-alikes', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    const typed = ` ${(codes[0] ?? '').toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect((await recover(server, user, typed)).pair.recoveryCode).toBeTruthy();
  });

  it('never run out: the last one gives another', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    const { pair } = await recover(server, user, codes[0]);
    const rows = await em().find(
      RecoveryCode,
      { user: user.user.id, usedAt: null },
      { orderBy: { createdAt: 'asc' } },
    );
    await em().nativeDelete(RecoveryCode, { codeHash: rows.slice(0, -1).map(({ codeHash }) => codeHash) });
    let last = pair.recoveryCode ?? '';
    for (let times = 0; times < 3; times++)
      last = (await recover(server, user, last)).pair.recoveryCode ?? '';
    expect(last).toBeTruthy();
  });

  it('of another user open nothing, and stay unused', async () => {
    const [one, other] = [await withRecoveryCodes(server), await withRecoveryCodes(server)];
    const client = server.client();
    const { challenge } = await begin(client, one.user);
    const [foreign = ''] = other.codes;
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: foreign }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    expect((await recover(server, other.user, foreign)).pair.recoveryCode).toBeTruthy();
  });

  it('are guessed five times a sign-in, together with other factors, and count on the account', async () => {
    const { user, app, codes } = await withRecoveryCodes(server);
    const client = server.client();
    const { challenge } = await begin(client, user);
    const wrongApp = { token: otherThan(app.codeAt(server.now())), kind: 'AUTHENTICATOR_APP' };
    const tries = [...Array.from({ length: 4 }, () => ({ token: newRecoveryCode() })), wrongApp];
    const lefts: unknown[] = [];
    for (const typed of tries)
      lefts.push(extensionsOf(await client.verifyTwoFactorToken({ challenge, ...typed }))?.attemptsLeft);
    expect(lefts).toEqual([4, 3, 2, 1, 0]);
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: codes[0] }))).toBe(
      'CHALLENGE_EXPIRED',
    );
    expect((await em().findOneOrFail(User, { id: user.user.id })).wrongCodesInRow).toBe(5);
    // A right one starts the count again.
    await recover(server, user, codes[0]);
    expect((await em().findOneOrFail(User, { id: user.user.id })).wrongCodesInRow).toBe(0);
  });

  it('of another form are refused without a try', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    const client = server.client();
    const { challenge } = await begin(client, user);
    for (const token of [(codes[0] ?? '').slice(1), '123456', 'x'.repeat(5000)])
      expect(
        extensionsOf(await client.verifyTwoFactorToken({ challenge, token, kind: 'RECOVERY_CODE' })),
      ).toMatchObject({ code: 'BAD_USER_INPUT', field: 'token' });
    expect(
      extensionsOf(await client.verifyTwoFactorToken({ challenge, token: newRecoveryCode() }))?.attemptsLeft,
    ).toBe(4);
  });

  it('give one session for twenty uses at once', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    const client = server.client();
    const challenges: string[] = [];
    for (let times = 0; times < 4; times++) challenges.push((await begin(client, user)).challenge);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        client.verifyTwoFactorToken({ challenge: challenges[index % 4], token: codes[0] }),
      ),
    );
    const given = responses.flatMap(({ data }) => data?.verifyTwoFactorToken.recoveryCode ?? []);
    expect(given).toHaveLength(1);
    expect(await em().count(RecoveryCode, { user: user.user.id, usedAt: null })).toBe(10);
    server.passSeconds(HOUR);
    expect((await recover(server, user, given[0])).pair.recoveryCode).toBeTruthy();
  });

  it('open the lock, and are the only way while it is closed', async () => {
    const { user, app, codes } = await withRecoveryCodes(server);
    const client = server.client();
    const open = await begin(client, user);
    await lock(user.user.id);
    const shown = app.codeAt(server.now());
    expect(codeOf(await client.verifyTwoFactorToken({ challenge: open.challenge, token: shown }))).toBe(
      'FORBIDDEN',
    );
    const { methods, delivery, attemptsLeft, challenge } = await begin(client, user);
    expect([methods.map(({ kind }) => kind), delivery, attemptsLeft]).toEqual([['RECOVERY_CODE'], null, 5]);
    expect(
      codeOf(await client.verifyTwoFactorToken({ challenge, token: shown, kind: 'AUTHENTICATOR_APP' })),
    ).toBe('FORBIDDEN');
    expect(
      extensionsOf(await client.verifyTwoFactorToken({ challenge, token: newRecoveryCode() }))?.code,
    ).toBe('INVALID_TWO_FACTOR_TOKEN');
    expect((await em().findOneOrFail(User, { id: user.user.id })).wrongCodesInRow).toBe(100);
    dataOf(await client.verifyTwoFactorToken({ challenge, token: codes[0] }));
    expect(await eventsOf(user.user.id, 'recoveryCodeUsed')).toEqual(['secondFactorLocked']);

    const after = await begin(client, user);
    expect(after.methods.map(({ kind }) => kind)).toEqual(['AUTHENTICATOR_APP', 'RECOVERY_CODE']);
    server.passSeconds(30);
    const token = app.codeAt(server.now());
    pairOf(
      dataOf(await client.verifyTwoFactorToken({ challenge: after.challenge, token })).verifyTwoFactorToken,
    );
  });

  it('are missed by a locked user without any: FORBIDDEN as before', async () => {
    const user = await server.createUser();
    await switchOn(server, user);
    await lock(user.user.id);
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe('FORBIDDEN');
  });

  it('are guessed ten times an hour while the lock is closed', async () => {
    const { user, codes } = await withRecoveryCodes(server);
    await lock(user.user.id);
    const client = server.client();
    const results: unknown[] = [];
    for (let times = 0; times < 3; times++) {
      const { challenge } = await begin(client, user);
      for (let tries = 0; tries < 4; tries++)
        results.push(codeOf(await client.verifyTwoFactorToken({ challenge, token: newRecoveryCode() })));
    }
    expect(results.slice(10)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    server.passSeconds(HOUR);
    expect((await recover(server, user, codes[0])).pair.recoveryCode).toBeTruthy();
  });

  it('are made anew only beside a factor that was just used, and the old ones end', async () => {
    const plain = await signIn(server, await server.createUser());
    expect(codeOf(await plain.client.generateRecoveryCodes())).toBe('TWO_FACTOR_NOT_ENABLED');
    expect(codeOf(await server.client().generateRecoveryCodes())).toBe('UNAUTHENTICATED');

    const { user, app, pair, codes } = await withRecoveryCodes(server);
    server.passSeconds(301);
    const { access } = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    const stale = server.client().as(access);
    expect(extensionsOf(await stale.generateRecoveryCodes())).toMatchObject({
      code: 'REAUTHENTICATION_REQUIRED',
      acrValues: 'aal2',
      maxAge: 300,
    });
    const fresh = await stepUp(stale, { token: app.codeAt(server.now()) });
    const made = dataOf(await fresh.generateRecoveryCodes()).generateRecoveryCodes;
    // The session stays.
    expect(dataOf(await fresh.authenticators()).me.recoveryCodesLeft).toBe(10);
    const waiting = server.client();
    const { challenge } = await begin(waiting, user);
    expect(codeOf(await waiting.verifyTwoFactorToken({ challenge, token: codes[0] }))).toBe(
      'INVALID_TWO_FACTOR_TOKEN',
    );
    dataOf(await waiting.verifyTwoFactorToken({ challenge, token: made.codes[0] }));
    expect(await eventsOf(user.user.id, 'recoveryCodesGenerated')).toHaveLength(2);
  });

  it('are ten after requests at once for new ones and a use of an old one', async () => {
    const { user, client, codes } = await withRecoveryCodes(server);
    const waiting = server.client();
    const { challenge } = await begin(waiting, user);
    await Promise.all([
      ...Array.from({ length: 4 }, () => client.generateRecoveryCodes()),
      waiting.verifyTwoFactorToken({ challenge, token: codes[0] }),
    ]);
    expect(await em().count(RecoveryCode, { user: user.user.id, usedAt: null })).toBe(10);
  });

  it('end with the last factor', async () => {
    const { user, client } = await withRecoveryCodes(server);
    dataOf(await client.disableTwoFactor());
    expect(await em().count(RecoveryCode, { user: user.user.id })).toBe(0);
  });

  it('confirm a session, and are in the log', async () => {
    const { user, client, codes } = await withRecoveryCodes(server);
    const confirmed = await stepUp(client, { token: codes[0] ?? '' });
    expect(dataOf(await confirmed.authenticators()).me.recoveryCodesLeft).toBe(10);
    expect(await eventsOf(user.user.id, 'recoveryCodeUsed')).toEqual([null]);
  });

  it('let in while no message can be sent, and the phone stays a way on', async () => {
    const user = await server.createUser();
    const { client: guarded } = await switchOn(server, user);
    const { codes } = dataOf(await guarded.generateRecoveryCodes()).generateRecoveryCodes;
    server.passSeconds(HOUR);
    instead = { status: 500, headers: {}, body: '' };
    const client = server.client();
    const required = await begin(client, user).finally(() => (instead = undefined));
    expect(required).toMatchObject({ message: 'Enter one of your recovery codes.', delivery: null });
    expect(required.methods.map(({ kind }) => kind)).toEqual(['PHONE', 'RECOVERY_CODE']);
    const { challenge } = required;
    dataOf(await client.resendTwoFactorToken(challenge));
    // By its form, though a message was sent last.
    dataOf(await client.verifyTwoFactorToken({ challenge, token: codes[0] }));
  });

  it('warn the phone when they are made, and when one is used', async () => {
    const user = await server.createUser();
    const { client, phone } = await switchOn(server, user);
    const { codes } = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes;
    await recover(server, user, codes[0]);
    await server.app.outbox.deliverDue();
    const bodies = server.messagesTo(phone).map(({ body }) => body);
    for (const news of ['New recovery codes were made', 'A recovery code was used to sign in to auth.test.'])
      expect(bodies).toContainEqual(expect.stringContaining(news));
  });
});
