import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { User } from '../../../src/accounts/user.entity.js';
import { addApp } from '../../setup/factors/authenticator-app.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { holdTable } from '../../setup/database/held-table.js';
import { eventually } from '../../setup/eventually.js';
import { signIn, switchOn } from '../../setup/flows.js';
import { linkOf, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

const DAY_SECONDS = 86_400;
const onServed = process.env['TEST_DATABASE_URL'] ? it : it.skip;

async function tableNames(server: TestServer): Promise<string[]> {
  const tables = await server.app.orm.em.fork().execute<{ name: string }[]>(
    `select c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
  );
  return tables.map(({ name }) => name);
}

/** The tables that hold one of these texts anywhere. */
async function tablesWith(server: TestServer, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of await tableNames(server)) {
    const content = JSON.stringify(await server.app.orm.em.fork().execute(`select * from "${name}"`));
    if (texts.some((text) => content.includes(text))) found.push(name);
  }
  return found;
}

describe('leaving', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** Somebody who asked to have the account removed. */
  async function leaving() {
    const user = await registerUser(server);
    const client = server.client().as(user.pair.access);
    const { me } = dataOf(await client.me());
    const { deleteAccount } = dataOf(await client.deleteAccount());
    return { ...user, client, id: String(me?.['id']), deletesAt: new Date(deleteAccount) };
  }

  const rowsOf = async (id: string) =>
    server.app.orm.em
      .fork()
      .execute<{ type: string; ip_address: string | null; user_agent: string | null }[]>(
        'select type, ip_address, user_agent from security_events where user_id = ? order by occurred_at, id',
        [id],
      );

  it('ends all sessions at once, and removes the account after seven days', async () => {
    const { client, id, username, email, deletesAt } = await leaving();
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
    const seconds = (deletesAt.getTime() - server.now().getTime()) / 1000;
    expect(Math.abs(seconds - 7 * DAY_SECONDS)).toBeLessThan(60);
    expect(await server.app.retention.removeExpired()).toMatchObject({ accounts: 0 });
    server.passSeconds(7 * DAY_SECONDS + 1);
    expect(await server.app.retention.removeExpired()).toMatchObject({ accounts: 1 });
    expect(codeOf(await server.client().obtainToken(username, PASSWORD))).toBe('INVALID_CREDENTIALS');
    const rows = await rowsOf(id);
    expect(rows.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['registered', 'signedIn', 'deletionRequested', 'accountDeleted']),
    );
    expect(rows.filter((row) => row.ip_address !== null || row.user_agent !== null)).toEqual([]);
    // Nothing names the person: neither the address nor the name is anywhere.
    expect(await tablesWith(server, [email, username])).toEqual([]);
  });

  it('leaves no number and no name of a device or factor behind, in any table', async () => {
    const user = await registerUser(server);
    const { id } = dataOf(
      await server.client().as(user.pair.access).query<{ me: { id: string } }>('{ me { id } }'),
    ).me;
    const named = { user: { id } as User, username: user.username, password: user.password };
    const { client, phone } = await switchOn(server, named);
    const withApp = await addApp(server, client, 'App of Ada');
    dataOf(await withApp.client.generateRecoveryCodes());
    dataOf(await withApp.client.trustDevice('Laptop of Ada'));
    const address = newAddress();
    dataOf(await withApp.client.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    const changed = dataOf(await withApp.client.confirmEmailChange(challenge, token)).confirmEmailChange;
    dataOf(await server.client().as(changed.access).deleteAccount());
    const traces = [user.username, user.email, address, phone, phone.slice(1), 'App of Ada', 'Laptop of Ada'];
    expect(await tablesWith(server, traces)).not.toEqual([]);
    server.passSeconds(7 * DAY_SECONDS + 1);
    await server.app.retention.removeExpired();
    expect(await tablesWith(server, traces)).toEqual([]);
    // The id alone is left, in the log and in nothing else.
    expect(await tablesWith(server, [id])).toEqual(['security_events']);
  });

  it('is not asked for by a session that has ended, before this server knows of the end', async () => {
    const { pair, username } = await registerUser(server);
    await server.app.orm.em.fork().transactional(async (em) => {
      await em.execute('set local session_replication_role = replica');
      await em.execute('update sessions set revoked_at = now() where revoked_at is null');
    });
    expect(codeOf(await server.client().as(pair.access).deleteAccount())).toBe('UNAUTHENTICATED');
    server.passSeconds(7 * DAY_SECONDS + 1);
    await server.app.retention.removeExpired();
    pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken);
  });

  it('is kept whole or not at all: a link that can keep nothing is not used up', async () => {
    const { username, email } = await leaving();
    const { challenge, token } = linkOf(await mailTo(server, email));
    const pair = pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken);
    dataOf(await server.client().as(pair.access).cancelAccountDeletion());
    expect(codeOf(await server.client().keepAccount(challenge, token))).toBe('CHALLENGE_EXPIRED');
    const [step] = await server.app.orm.em
      .fork()
      .execute<{ used_at: Date | null }[]>('select used_at from email_steps where id = ?', [challenge]);
    expect(step).toEqual({ used_at: null });
  });

  it('clears nothing of others, and nobody else can clear anything', async () => {
    const other = await server.createUser();
    await signIn(server, other);
    const { id } = await leaving();
    server.passSeconds(7 * DAY_SECONDS + 1);
    await server.app.retention.removeExpired();
    const kept = await rowsOf(other.user.id);
    expect(kept.filter((row) => row.ip_address?.startsWith('10.1.'))).not.toEqual([]);
    const em = server.app.orm.em.fork();
    for (const [statement, user] of [
      [`update security_events set ip_address = null where user_id = '${other.user.id}'`, id],
      [`update security_events set reason = 'x' where user_id = '${other.user.id}'`, other.user.id],
      [`update security_events set ip_address = '1.2.3.4' where user_id = '${other.user.id}'`, other.user.id],
    ] as const)
      await expect(
        em.transactional(async (within) => {
          await within.execute(`select pg_catalog.set_config('security_events.cleared_user', ?, true)`, [
            user,
          ]);
          await within.execute(statement);
        }),
      ).rejects.toThrow('append-only');
  });

  it('is undone by the link of the mail, without a sign-in', async () => {
    const { username, email } = await leaving();
    const mail = await mailTo(server, email);
    expect(mail).toMatchObject({ subject: 'Your account will be removed', code: null });
    const { challenge, token } = linkOf(mail);
    expect(dataOf(await server.client().keepAccount(challenge, token)).keepAccount).toBe(true);
    expect(codeOf(await server.client().keepAccount(challenge, token))).toBe('CHALLENGE_EXPIRED');
    server.passSeconds(8 * DAY_SECONDS);
    expect(await server.app.retention.removeExpired()).toMatchObject({ accounts: 0 });
    pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken);
  });

  it('is undone after a sign-in, which shows when the account goes', async () => {
    const { username, deletesAt } = await leaving();
    const pair = pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken);
    const client = server.client().as(pair.access);
    const { me } = dataOf(await client.query<{ me: { deletesAt: string } }>('{ me { deletesAt } }'));
    expect(new Date(me.deletesAt)).toEqual(deletesAt);
    expect(dataOf(await client.cancelAccountDeletion()).cancelAccountDeletion.deletesAt).toBeNull();
    server.passSeconds(8 * DAY_SECONDS);
    expect(await server.app.retention.removeExpired()).toMatchObject({ accounts: 0 });
  });

  it('is not asked for by a session that a recovery code opened', async () => {
    const user = await registerUser(server);
    const { client } = await addApp(server, server.client().as(user.pair.access));
    const { codes } = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes;
    const thief = server.client();
    const { challenge } = requiredOf(
      dataOf(await thief.obtainToken(user.username, user.password)).obtainToken,
    );
    const recovered = await thief.verifyTwoFactorToken({ challenge, token: codes[0] });
    const { access } = dataOf(recovered).verifyTwoFactorToken;
    expect(codeOf(await thief.as(access).deleteAccount())).toBe('REAUTHENTICATION_REQUIRED');
  });

  it.each(['deleteAccount', 'exportMyData'] as const)('needs a recent sign-in: %s', async (name) => {
    const { pair } = await registerUser(server);
    server.passSeconds(301);
    const { access } = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    expect(codeOf(await server.client().as(access)[name]())).toBe('REAUTHENTICATION_REQUIRED');
  });
});

describe('the data of a user', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  it('is named in docs/privacy.md, table by table', async () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/privacy.md'), 'utf8');
    const tables = (await tableNames(server)).filter((name) => !/migrations/.test(name));
    expect(tables.length).toBeGreaterThan(15);
    expect(tables.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('is exported for people, without a secret', async () => {
    const user = await registerUser(server);
    const { client } = await addApp(server, server.client().as(user.pair.access), 'My phone');
    const { codes } = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes;
    const { token } = dataOf(await client.trustDevice('Laptop')).trustDevice;
    const text = dataOf(await client.exportMyData()).exportMyData;
    expect(JSON.parse(text)).toMatchObject({
      account: { username: user.username, email: user.email },
      authenticators: [{ kind: 'authenticatorApp', name: 'My phone' }],
      recoveryCodesLeft: 10,
      rememberedDevices: [{ name: 'Laptop' }],
      sessions: expect.arrayContaining([expect.objectContaining({ amr: ['otp'] })]),
      securityLog: expect.arrayContaining([expect.objectContaining({ type: 'registered' })]),
      sentMails: [{ purpose: 'register', email: user.email }],
      mailNotices: [],
      sentCodes: [],
      phoneNotices: [],
      securityLogIsComplete: true,
    });
    expect(text.split('\n').length).toBeGreaterThan(50);
    for (const secret of [token, ...codes]) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/hash|\$2b\$|secret/i);
  });

  it('has the number, the messages and the mails of the last days', async () => {
    const { user, username, password } = await server.createUser({ email: newAddress() });
    const { client, phone } = await switchOn(server, { user, username, password });
    const address = newAddress();
    dataOf(await client.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    const pair = dataOf(await client.confirmEmailChange(challenge, token)).confirmEmailChange;
    const text = dataOf(await server.client().as(pair.access).exportMyData()).exportMyData;
    expect(JSON.parse(text)).toMatchObject({
      account: { email: address, phone, authyId: null },
      sentCodes: [{ purpose: 'registration', phone, channel: 'sms' }],
      sentMails: [{ purpose: 'changeEmail', email: address }],
    });
    expect(text).not.toContain(token);
  });

  onServed('takes two connections, however many of a script are asked for at once', async () => {
    const { pair } = await registerUser(server);
    const client = server.client().as(pair.access);
    const release = await holdTable(server, 'security_events');
    const codes: (string | undefined)[] = [];
    const asked = Array.from({ length: 30 }, async () => codes.push(codeOf(await client.exportMyData())));
    try {
      await eventually(() => expect(codes).toEqual(Array(8).fill('SERVICE_UNAVAILABLE')));
      dataOf(await client.me());
    } finally {
      await release();
      await Promise.all(asked);
    }
    expect(codes.slice(8)).toEqual(Array(22).fill(undefined));
  });

  it('is that of nobody else', async () => {
    const [one, other] = [await registerUser(server), await registerUser(server)];
    const text = dataOf(await server.client().as(one.pair.access).exportMyData()).exportMyData;
    expect(text).not.toContain(other.username);
    expect(codeOf(await server.client().exportMyData())).toBe('UNAUTHENTICATED');
  });
});
