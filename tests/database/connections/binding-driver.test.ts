import { randomUUID } from 'node:crypto';
import { raw } from '@mikro-orm/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { codeOf, dataOf, document, pairOf } from '../../setup/client.js';
import { otherThan, signIn, switchOn, waitingLogin } from '../../setup/flows.js';
import { linkOf, mailTo, registerUser } from '../../setup/mail.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createWatchedDatabase, type WatchedDatabase } from '../../setup/database/watched-database.js';

/** What no statement holds in its text: PostgreSQL writes the text of one that fails into its own log. */
const PERSONAL = {
  'an id': /[0-9a-f]{8}-[0-9a-f]{4}-/i,
  // Months are in the statements that make the partitions of the log.
  'a time': /\d{4}-\d\d-\d\d[T ](?!00:00:00\.000)/,
  'a password hash': /\$2[aby]\$\d\d\$/,
  'a phone number': /\+?48501\d{3}/,
  'an address': /\b10\.1\.\d+\.\d+/,
  'a name or an e-mail address': /planted/i,
  'the hash of a secret': /'[\w-]{43}'/,
};

/**
 * Words before a bracket that call no function of the path: they are grammar or names of tables, and what takes no
 * argument cannot be overloaded.
 */
const SYNTAX = new Set(
  'in any all as on and or not exists values select where set insert into using conflict key with from returning filter over count coalesce nullif greatest least case when then else array materialized cast extract references table check index default varchar now current_timestamp lateral limit to substring counter given known'.split(
    ' ',
  ),
);

describe('statements', () => {
  let database: WatchedDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await createWatchedDatabase();
    server = await startServer({ TWO_FACTOR_POLICY: 'optional' }, { database });
    await doEverything();
  });
  afterAll(() => server.close());

  async function doEverything(): Promise<void> {
    const { admin } = server.app;
    const em = server.app.orm.em.fork();
    const user = await server.createUser({ username: 'Planted Name', email: 'planted@example.com' });
    const { client, phone, pair } = await switchOn(server, user);
    const login = await waitingLogin(server);
    server.passSeconds(31);
    dataOf(await login.client.resendTwoFactorToken(login.challenge));
    const guess = { challenge: login.challenge, token: otherThan(login.code) };
    expect(codeOf(await login.client.verifyTwoFactorToken(guess))).toBe('INVALID_TWO_FACTOR_TOKEN');
    dataOf(await login.client.verifyTwoFactorToken({ ...guess, token: server.messageTo(login.phone).code }));
    expect(codeOf(await login.client.obtainToken('Planted Nobody', 'planted password'))).toBe(
      'INVALID_CREDENTIALS',
    );
    const renewed = dataOf(await client.refreshToken(pair.refresh)).refreshToken;
    dataOf(await client.me());
    dataOf(await client.sessions());
    const changed = client.as(renewed.access);
    const { access } = dataOf(
      await changed.changePassword(user.password, 'a planted password'),
    ).changePassword;
    const off = dataOf(await client.as(access).disableTwoFactor()).disableTwoFactor;
    dataOf(await server.client().revokeToken(off.refresh));
    expect(server.messagesTo(phone).length).toBeGreaterThan(0);

    const staff = (await signIn(server, await server.createUser({ isStaff: true }))).client;
    dataOf(await staff.query(document('users'), { search: 'planted' }));
    dataOf(await staff.query(document('user'), { id: user.user.id }));
    dataOf(await staff.query(document('security-events'), { userId: user.user.id }));
    const found = await em.findOneOrFail(User, { id: user.user.id });
    await admin.setActive(found, false, em);
    await admin.setActive(found, true, em);
    await admin.unlock(found, em);
    await admin.signOut(found, em);
    await server.app.outbox.deliverDue();
    await doAllByMail();
    await server.app.retention.removeExpired();
  }

  async function doAllByMail(): Promise<void> {
    const registered = await registerUser(server, 'planted.two@example.org');
    dataOf(await server.client().requestPasswordReset(registered.email));
    const reset = linkOf(await mailTo(server, registered.email));
    dataOf(await server.client().resetPassword(reset.challenge, reset.token, 'another planted password'));
    const signedIn = await server.client().obtainToken(registered.email, 'another planted password');
    const client = server.client().as(pairOf(dataOf(signedIn).obtainToken).access);
    dataOf(await client.requestEmailChange('planted.three@example.org'));
    const change = linkOf(await mailTo(server, 'planted.three@example.org'));
    const { access } = dataOf(
      await client.confirmEmailChange(change.challenge, change.token),
    ).confirmEmailChange;
    dataOf(await client.as(access).exportMyData());
    dataOf(await client.as(access).deleteAccount());
    server.passSeconds(8 * 86_400);
    expect(await server.app.retention.removeExpired()).toMatchObject({ accounts: 1 });
  }

  it('hold nobody’s name, number, address, id or hash in their text, whatever is done', () => {
    const texts = database.texts();
    expect(texts.length).toBeGreaterThan(100);
    for (const [what, pattern] of Object.entries(PERSONAL))
      expect([what, texts.filter((text) => pattern.test(text))]).toEqual([what, []]);
  });

  it('call no function that somebody could put in the way of the one meant', () => {
    const called = database.texts().flatMap((text) => {
      const withoutTexts = text.replaceAll(/'[^']*'/g, '').replaceAll(/--.*/g, '');
      const names = [...withoutTexts.matchAll(/(?<![\w."])([a-z]\w*)\s*\(/g)].map(([, name = '']) => name);
      const made = [...text.matchAll(/(\w+) as \(|(?:insert into|function|into|table) (\w+) ?\(/g)].flat();
      return names.filter((name) => !SYNTAX.has(name) && !made.includes(name));
    });
    expect([...new Set(called)]).toEqual([]);
  });

  it('write lists, documents, times, null and large numbers of several rows', async () => {
    const em = () => server.app.orm.em.fork();
    const [createdAt, nextTryAt] = [server.now(), new Date('2999-01-01T00:00:00.001Z')];
    const writing = em();
    const documents = [{ list: [1, `it's`, null, { key: '?' }] }, { text: '\\ "$1"' }, {}];
    documents.forEach((payload, tries) =>
      writing.create(OutboxMessage, { id: randomUUID(), kind: 'any', payload, createdAt, nextTryAt, tries }),
    );
    await writing.flush();
    const messages = await writing.find(OutboxMessage, { kind: 'any' }, { orderBy: { tries: 'asc' } });
    expect(messages.map(({ payload }) => payload)).toEqual(documents);

    messages.forEach((message, index) => {
      message.payload = { index };
      message.deadAt = index === 1 ? null : nextTryAt;
    });
    await writing.flush();
    const again = await em().find(OutboxMessage, { kind: { $in: ['any'] } }, { orderBy: { tries: 'asc' } });
    expect(again.map(({ payload, deadAt }) => [payload, deadAt ?? null])).toEqual([
      [{ index: 0 }, nextTryAt],
      [{ index: 1 }, null],
      [{ index: 2 }, nextTryAt],
    ]);
    expect(await em().count(OutboxMessage, { kind: { $in: [] } })).toBe(0);
    await em().nativeDelete(OutboxMessage, { kind: 'any' });
  });

  it('get values of all kinds as the ORM writes them', async () => {
    const connection = server.app.orm.em.getConnection();
    const at = new Date('2026-02-03T04:05:06.789Z');
    const [row] = await connection.execute<Record<string, unknown>[]>(
      `select ?::text as quoted, ?::timestamptz = '2026-02-03 04:05:06.789Z' as at, 'b' in (?) as listed, ?::int as number,
        ?::boolean as flag, ?::text as nothing, ?::bigint::text as large, encode(?::bytea, 'hex') as bytes,
        (?::jsonb)->>'key' as json, ? as fragment, '{"a":1}'::jsonb \\?| array['a'] as ??`,
      [
        `'; drop table users; -- ? $1 \\`,
        at,
        ['a', 'b'],
        -3,
        false,
        null,
        9_007_199_254_740_993n,
        Buffer.from([0, 255]),
        { key: `it's` },
        raw('upper(?)', ['inside']),
        'na"me',
      ],
    );
    expect(row).toEqual({
      quoted: `'; drop table users; -- ? $1 \\`,
      at: true,
      listed: true,
      number: -3,
      flag: false,
      nothing: null,
      large: '9007199254740993',
      bytes: '00ff',
      json: `it's`,
      fragment: 'INSIDE',
      'na"me': true,
    });
    expect(
      await connection.execute('select :one::int as one, :two::text as two', { one: 1, two: 'b' }),
    ).toEqual([{ one: 1, two: 'b' }]);
  });
});
