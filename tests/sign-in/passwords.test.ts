import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import bcrypt from 'bcrypt';
import { RateLimit } from '../../src/limits/rate-limit.entity.js';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { User } from '../../src/accounts/user.entity.js';
import { Client, codeOf, pairOf } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { LIMIT_STORES, passSecondsOf } from '../setup/database/limit-stores.js';
import { metric } from '../setup/metrics.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';

/** Of the hashes: enough that there are cheaper ones. */
const COST = 6;

/** Password login: OWASP ASVS 5.0 V6.2 and V6.3. */
describe('a password login', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({}, { bcryptCost: COST });
  });
  afterAll(() => server.close());

  it('is refused alike for an unknown, wrong, inactive and passwordless user', async () => {
    const em = server.app.orm.em.fork();
    const inactive = await server.createUser();
    await server.app.admin.setActive(inactive.user, false, em);
    const passwordless = await server.app.users.createUser({ username: `no-password-${Date.now()}` }, em);
    const known = await server.createUser();
    const [guarded, inactiveGuarded] = [await server.createUser(), await server.createUser()];
    for (const user of [guarded, inactiveGuarded]) await switchOn(server, user);
    await server.app.admin.setActive(inactiveGuarded.user, false, em);
    const responses = await Promise.all([
      server.client().obtainToken('nobody at all', PASSWORD),
      server.client().obtainToken(known.username, 'wrong password'),
      server.client().obtainToken(known.username, 'x'.repeat(73)),
      server.client().obtainToken(guarded.username, 'wrong password'),
      server.client().obtainToken(inactive.username, inactive.password),
      server.client().obtainToken(inactiveGuarded.username, inactiveGuarded.password),
      server.client().obtainToken(passwordless.username, PASSWORD),
      server.client().obtainToken(passwordless.username, ''),
    ]);
    const bodies = responses.map(({ status, data, errors }) => JSON.stringify({ status, data, errors }));
    expect(new Set(bodies).size).toBe(1);
    expect(responses.map(codeOf)).toEqual(Array(8).fill('INVALID_CREDENTIALS'));
  });

  it('is limited alike for a user who is not there, and in the code step', async () => {
    const { username } = await server.createUser();
    for (const name of [username, `nobody-${Date.now()}`]) {
      const client = server.client();
      const credentials = { username: name, password: 'wrong password', token: '123456' };
      for (let attempt = 0; attempt < 5; attempt++) {
        expect(codeOf(await client.obtainToken(name, 'wrong password'))).toBe('INVALID_CREDENTIALS');
        expect(codeOf(await client.verifyTwoFactorToken(credentials))).toBe('INVALID_CREDENTIALS');
      }
      expect(codeOf(await client.obtainToken(name, PASSWORD))).toBe('RATE_LIMITED');
      expect(codeOf(await client.verifyTwoFactorToken(credentials))).toBe('RATE_LIMITED');
    }
  });

  it('is refused with the same work whatever is wrong', async () => {
    const em = server.app.orm.em.fork();
    const [known, inactive, old] = [
      await server.createUser(),
      await server.createUser(),
      await server.createUser(),
    ];
    await server.app.admin.setActive(inactive.user, false, em);
    const passwordHash = await bcrypt.hash(PASSWORD, COST - 2);
    await em.nativeUpdate(User, { id: [old.user.id, inactive.user.id] }, { passwordHash });
    const passwordless = await server.app.users.createUser({ username: `no-word-${Date.now()}` }, em);
    const compare = jest.spyOn(bcrypt, 'compare');
    const workOf = async (username: string, password: string) => {
      compare.mockClear();
      expect(codeOf(await server.client().obtainToken(username, password))).toBe('INVALID_CREDENTIALS');
      return compare.mock.calls
        .map(([, hash]) => 2 ** bcrypt.getRounds(hash))
        .reduce((sum, rounds) => sum + rounds, 0);
    };
    const work = [
      await workOf('nobody here at all', PASSWORD),
      await workOf(known.username, 'wrong password'),
      await workOf(known.username, 'x'.repeat(73)),
      await workOf(inactive.username, inactive.password),
      await workOf(passwordless.username, PASSWORD),
      await workOf(old.username, 'wrong password'),
    ];
    compare.mockRestore();
    expect(work).toEqual(Array(6).fill(2 ** COST));
  });

  it('renews a hash of lower cost, and the old password goes on working', async () => {
    const { user, username } = await server.createUser();
    const em = () => server.app.orm.em.fork();
    await em().nativeUpdate(User, { id: user.id }, { passwordHash: await bcrypt.hash(PASSWORD, COST - 1) });
    pairOf((await server.client().obtainToken(username, PASSWORD)).data?.obtainToken);
    const { passwordHash } = await em().findOneOrFail(User, { id: user.id });
    expect(bcrypt.getRounds(passwordHash ?? '')).toBe(COST);
    pairOf((await server.client().obtainToken(username, PASSWORD)).data?.obtainToken);
  });

  it('leaves the hash as it is when the password is wrong, or the cost was higher', async () => {
    const { user, username } = await server.createUser();
    const hashes = await Promise.all([bcrypt.hash(PASSWORD, COST - 1), bcrypt.hash(PASSWORD, COST + 1)]);
    for (const [index, password] of ['wrong password', PASSWORD].entries()) {
      const passwordHash = hashes[index] ?? '';
      await server.app.orm.em.fork().nativeUpdate(User, { id: user.id }, { passwordHash });
      await server.client().obtainToken(username, password);
      expect(await server.app.orm.em.fork().findOneOrFail(User, { id: user.id })).toMatchObject({
        passwordHash,
      });
    }
  });

  it('neither opens nor puts back a password that was changed while it was checked', async () => {
    const user = await server.createUser();
    const passwordHash = await bcrypt.hash(user.password, COST - 1);
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, { passwordHash });
    const login = server.client().obtainToken(user.username, user.password);
    await server.app.admin.setPassword(user.user, 'another long password', server.app.orm.em.fork());
    const { data } = await login;
    const access = data ? pairOf(data.obtainToken).access : 'none';
    expect(codeOf(await server.client().as(access).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
      'INVALID_CREDENTIALS',
    );
  });

  it('reaches bcrypt ten times, of 150 wrong ones at once', async () => {
    const { user, username } = await server.createUser();
    const beyond = 'rate_limit_exceeded_total{limit="loginsPerUsername"}';
    const before = Number(await metric(server, beyond));
    const responses = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        server.client().obtainToken(username, `wrong password ${index}`),
      ),
    );
    const codes = responses.map(codeOf);
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(140);
    const checked = await server.app.orm.em
      .fork()
      .count(SecurityEvent, { userId: user.id, type: 'signInRefused', reason: 'wrongPassword' });
    expect(checked).toBe(10);
    expect(Number(await metric(server, beyond)) - before).toBe(140);
    const right = await server.client().obtainToken(username, PASSWORD);
    expect(codeOf(right)).toBe('RATE_LIMITED');
    expect(right.data ?? null).toBeNull();
  });

  it('works from where its user signed in before, while strangers are locked out', async () => {
    const user = await server.createUser();
    const home = server.client();
    pairOf((await home.obtainToken(user.username, user.password)).data?.obtainToken);
    const stranger = server.client();
    for (let attempt = 0; attempt < 11; attempt++)
      await stranger.obtainToken(user.username, 'wrong password');
    expect(codeOf(await stranger.obtainToken(user.username, user.password))).toBe('RATE_LIMITED');
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
  });

  it('works from there also when strangers try names made like the key of those tries', async () => {
    const user = await server.createUser();
    const { client: home } = await signIn(server, user);
    const like = [' from ', ':', '', '\0'].map((between) => user.username + between + home.address);
    for (const name of [user.username, ...like])
      await Promise.all(
        Array.from({ length: 11 }, () => server.client().obtainToken(name, 'wrong password')),
      );
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
  });

  it('counts the tries from there down again by a success, too', async () => {
    const user = await server.createUser();
    // Of many addresses there, one is counted.
    const home = new Client(server.url, '2001:db8:5:8::1');
    pairOf((await home.obtainToken(user.username, user.password)).data?.obtainToken);
    for (let round = 0; round < 3; round++) {
      for (let attempt = 0; attempt < 11; attempt++)
        await server.client().obtainToken(user.username, 'wrong password');
      for (let attempt = 0; attempt < 5; attempt++) await home.obtainToken(user.username, 'wrong password');
      expect(codeOf(await home.obtainToken(user.username, user.password))).toBeUndefined();
    }
  });

  it('works from the IPv6 /64 where its user signed in before', async () => {
    const user = await server.createUser();
    const at = (address: string) => new Client(server.url, address);
    const [home, later, stranger] = [
      at('2001:db8:5:6::1'),
      at('2001:db8:5:6:a:b:c:d'),
      at('2001:db8:5:7::1'),
    ];
    pairOf((await home.obtainToken(user.username, user.password)).data?.obtainToken);
    for (let attempt = 0; attempt < 11; attempt++)
      await stranger.obtainToken(user.username, 'wrong password');
    expect(codeOf(await stranger.obtainToken(user.username, user.password))).toBe('RATE_LIMITED');
    pairOf((await later.obtainToken(user.username, user.password)).data?.obtainToken);
  });

  it('has no more tries than a stranger from where its user signed in before', async () => {
    const user = await server.createUser();
    const home = server.client();
    pairOf((await home.obtainToken(user.username, user.password)).data?.obtainToken);
    const codes: (string | undefined)[] = [];
    for (let attempt = 0; attempt < 24; attempt++)
      codes.push(codeOf(await home.obtainToken(user.username, 'wrong password')));
    expect(codes.filter((code) => code === 'INVALID_CREDENTIALS').length).toBeLessThanOrEqual(20);
    expect(codes.at(-1)).toBe('RATE_LIMITED');
    expect(codeOf(await home.obtainToken(user.username, user.password))).toBe('RATE_LIMITED');
  });

  it('is counted down again by a success', async () => {
    const { username } = await server.createUser();
    for (let round = 0; round < 2; round++) {
      // Elsewhere each time: from where the user signed in before there would be tries of its own.
      const client = server.client();
      for (let attempt = 0; attempt < 9; attempt++) await client.obtainToken(username, 'wrong password');
      expect(codeOf(await client.obtainToken(username, PASSWORD))).toBeUndefined();
    }
  });

  it('with a megabyte as password is refused before any hashing', async () => {
    const { user, username } = await server.createUser();
    expect((await server.client().obtainToken(username, 'x'.repeat(1_048_576))).status).toBe(413);
    const events = await server.app.orm.em
      .fork()
      .count(SecurityEvent, { userId: user.id, type: 'signInRefused' });
    expect(events).toBe(0);
  });

  it('is limited after ten wrong passwords and says how long to wait', async () => {
    const { username, password } = await server.createUser();
    const client = server.client();
    for (let attempt = 0; attempt < 10; attempt++)
      expect(codeOf(await client.obtainToken(username, 'wrong password'))).toBe('INVALID_CREDENTIALS');
    const { errors, headers } = await client.obtainToken(username.toUpperCase(), password);
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect(Number(headers.get('retry-after'))).toBe(errors?.[0]?.extensions.retryAfter);
  });
});

describe.each(LIMIT_STORES)('a limit that is counted in %s', (_where, store) => {
  it('ends when it says so', async () => {
    const server = await startServer({ ...store, LIMIT_LOGINS_PER_USERNAME: '1/2h' });
    const client = server.client();
    const name = `somebody ${randomUUID()}`;
    const guess = () => client.obtainToken(name, 'Summer2026!');
    const pass = (seconds: number) => passSecondsOf(['loginsPerUsername', name], seconds, store, server);
    await guess();
    const { errors } = await guess();
    expect(errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    const wait = Number(errors?.[0]?.extensions.retryAfter);
    await pass(wait - 3600);
    expect(codeOf(await guess())).toBe('RATE_LIMITED');
    await pass(3600);
    expect(codeOf(await guess())).toBe('INVALID_CREDENTIALS');
    await server.close();
  });

  it('of an address uses up nobody’s tries when it is passed, also of many at once', async () => {
    const server = await startServer({
      ...store,
      LIMIT_LOGINS_PER_ADDRESS: '5/10m',
      LIMIT_LOGINS_PER_USERNAME: '6/10m',
    });
    const { username, password } = await server.createUser();
    const stranger = server.client();
    await Promise.all(Array.from({ length: 40 }, () => stranger.obtainToken(username, 'Summer2026!')));
    expect(codeOf(await server.client().obtainToken(username, password))).toBeUndefined();
    await server.close();
  });
});

describe('from one address', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ LIMIT_LOGINS_PER_ADDRESS: '12/10m' });
  });
  afterAll(() => server.close());

  it('one password for many users is limited, by any names', async () => {
    const own = await server.createUser();
    const client = server.client();
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 16; index++) {
      codes.push(codeOf(await client.obtainToken(`user number ${index}`, 'Summer2026!')));
      // An attacker may have an account, and sign in to it in between.
      if (index === 5) codes.push(codeOf(await client.obtainToken(own.username, own.password)));
    }
    expect(codes.splice(6, 1)).toEqual([undefined]);
    expect(codes.slice(0, 12)).toEqual(Array(12).fill('INVALID_CREDENTIALS'));
    expect(codes.slice(12)).toEqual(Array(4).fill('RATE_LIMITED'));
    await signIn(server, await server.createUser());
  });

  it('that is over its limit signs nobody in and costs nobody tries, also at once', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const tryAll = (name: string) =>
      Promise.all(Array.from({ length: 40 }, () => client.obtainToken(name, 'Summer2026!')));
    await tryAll('somebody else');
    expect(new Set((await tryAll(user.username)).map(codeOf))).toEqual(new Set(['RATE_LIMITED']));
    expect(codeOf(await client.obtainToken(user.username, PASSWORD))).toBe('RATE_LIMITED');
    await signIn(server, user);
    const counted = () =>
      server.app.orm.em.fork().count(RateLimit, { key: { $like: 'loginsPerUsername:%' } });
    const before = await counted();
    const other = server.client();
    await Promise.all(Array.from({ length: 60 }, (_, index) => other.obtainToken(`name ${index}`, PASSWORD)));
    expect((await counted()) - before).toBe(12);
  });

  it('all of an IPv6 /64 is one', async () => {
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 14; index++) {
      const headers = { 'x-forwarded-for': `2001:db8:1:2::${(index + 1).toString(16)}` };
      const query =
        'mutation ($u: String!) { obtainToken(username: $u, password: "Summer2026!") { __typename } }';
      codes.push(
        codeOf(await server.client().post({ query, variables: { u: `v6 user ${index}` } }, headers)),
      );
    }
    expect(codes.slice(12)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
  });

  it('in IPv4 is one however it is written, and apart from its neighbours', async () => {
    const codeAt = async (address: string, name: string) =>
      codeOf(await new Client(server.url, address).obtainToken(name, 'Summer2026!'));
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 13; index++)
      codes.push(await codeAt(`${index % 2 ? '' : '::ffff:'}198.51.100.9`, `v4 user ${index}`));
    expect(codes.slice(0, 12)).toEqual(Array(12).fill('INVALID_CREDENTIALS'));
    expect(codes.slice(12)).toEqual(['RATE_LIMITED']);
    expect(await codeAt('::ffff:198.51.100.10', 'a neighbour')).toBe('INVALID_CREDENTIALS');
  });
});

describe('behind a proxy that passes on anything as X-Forwarded-For', () => {
  it.each([
    ['what is no address', 'x'.repeat(200)],
    ['an address with a zone', `fe80::1%${'a'.repeat(200)}`],
  ])('%s counts as the address of the proxy', async (_what, passedOn) => {
    const server = await startServer();
    const { user, username, password } = await server.createUser();
    const query =
      'mutation ($u: String!, $p: String!) { obtainToken(username: $u, password: $p) { __typename } }';
    const variables = { u: username, p: password };
    const response = await server.client().post({ query, variables }, { 'x-forwarded-for': passedOn });
    expect(response.data).toEqual({ obtainToken: { __typename: 'TokenPair' } });
    const event = await server.app.orm.em
      .fork()
      .findOneOrFail(SecurityEvent, { userId: user.id, type: 'signedIn' });
    expect(event.ipAddress).toBe('127.0.0.1');
    await server.close();
  });

  it('only the address that the proxy itself saw counts', async () => {
    const server = await startServer({ LIMIT_LOGINS_PER_ADDRESS: '3/10m' });
    const codes: (string | undefined)[] = [];
    for (let index = 0; index < 5; index++) {
      const query = `mutation { obtainToken(username: "user ${index}", password: "Summer2026!") { __typename } }`;
      const headers = { 'x-forwarded-for': `198.51.100.${index}, 203.0.113.7` };
      codes.push(codeOf(await server.client().post({ query }, headers)));
    }
    expect(codes.slice(3)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    await server.close();
  });
});

describe('without trusted proxies', () => {
  it('a spoofed X-Forwarded-For changes nothing', async () => {
    const server = await startServer({ TRUSTED_PROXIES: '', LIMIT_LOGINS_PER_ADDRESS: '3/10m' });
    const codes: (string | undefined)[] = [];
    // Each client sends another X-Forwarded-For.
    for (let index = 0; index < 5; index++)
      codes.push(codeOf(await server.client().obtainToken(`user number ${index}`, 'Summer2026!')));
    expect(codes.slice(3)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    await server.close();
  });
});

describe('a flood of logins', () => {
  it('is refused with SERVICE_UNAVAILABLE past the queue, and others are served', async () => {
    const server = await startServer({
      LIMIT_LOGINS_PER_ADDRESS: '10000/1m',
      LIMIT_LOGINS_PER_USERNAME: '10000/1m',
    });
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    // Nothing is compared before the end, so that the queue fills on any machine.
    const [full, end] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const { compare } = bcrypt;
    const compareLater = async (password: string, hash: string) => {
      await end.promise;
      return compare(password, hash);
    };
    Object.assign(bcrypt, { compare: compareLater });
    const turnedAway = new Set<string>();
    const flood = Promise.all(
      // A user who is not there takes a place as well: waiting shows nothing of who exists.
      // Each is asked for more often than the longest queue takes, with three threads.
      Array.from({ length: 160 }, async (_, index) => {
        const username = index % 2 ? user.username : 'nobody at all';
        const response = await server.client().obtainToken(username, 'wrong password');
        if (codeOf(response) === 'SERVICE_UNAVAILABLE') turnedAway.add(username);
        if (turnedAway.size === 2) full.resolve(undefined);
        return response;
      }),
    );
    await full.promise;
    const first = await Promise.race([client.me(), flood]);
    Object.assign(bcrypt, { compare });
    end.resolve(undefined);
    const responses = await flood;
    expect(first).toMatchObject({ data: { me: { username: user.username } } });
    const refused = responses.filter((response) => codeOf(response) === 'SERVICE_UNAVAILABLE');
    expect(refused[0]?.errors?.[0]?.extensions.retryAfter).toBeGreaterThan(0);
    expect(
      responses.filter((response) => codeOf(response) === 'INVALID_CREDENTIALS').length,
    ).toBeGreaterThanOrEqual(24);
    await server.close();
  });
});
