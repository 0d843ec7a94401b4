import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Session } from '../../src/entities/index.js';
import { decodeJwt } from 'jose';
import { codeOf, pairOf } from '../helpers/client.js';
import { signIn } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';

const DAY_SECONDS = 86_400;

/** Refresh token families: RFC 9700 4.14.2, OWASP ASVS 5.0 V7. */
describe('a session', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ SESSION_IDLE_TTL: '3d', SESSION_MAX_AGE: '7d' });
  });
  afterAll(() => server.close());

  async function refreshed(refresh: string) {
    return pairOf((await server.client().refreshToken(refresh)).data?.refreshToken);
  }

  it('ends whole when an old refresh token comes back, the newest token included', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const second = await refreshed(pair.refresh);
    const third = await refreshed(second.refresh);
    server.passSeconds(11);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
    expect(codeOf(await server.client().refreshToken(third.refresh))).toBe('TOKEN_INVALID');
    expect(codeOf(await server.client().as(third.access).me())).toBe('UNAUTHENTICATED');
  });

  it('ends on the return of a token that was rotated long ago, even right after a rotation', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const second = await refreshed(pair.refresh);
    await refreshed(second.refresh);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
  });

  it('gives a client that lost the reply the same successor, for a few seconds', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const first = await refreshed(pair.refresh);
    const again = await refreshed(pair.refresh);
    expect(decodeJwt(again.refresh).jti).toBe(decodeJwt(first.refresh).jti);
    server.passSeconds(11);
    expect(codeOf(await server.client().refreshToken(pair.refresh))).toBe('TOKEN_REUSED');
  });

  it('has one successor of twenty refreshes at once', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => server.client().refreshToken(pair.refresh)),
    );
    const successors = answers.flatMap(({ data }) => (data ? [data.refreshToken.refresh] : []));
    const ids = successors.map((token) => decodeJwt(token).jti);
    expect(new Set(ids).size).toBe(1);
    expect(codeOf(await server.client().refreshToken(successors[0] ?? ''))).toBeUndefined();
  });

  it('ends when it is not used, and at its absolute end however often it is refreshed', async () => {
    const idle = await signIn(server, await server.createUser());
    let { refresh } = (await signIn(server, await server.createUser())).pair;
    for (let day = 0; day < 6; day += 2) {
      server.passSeconds(2 * DAY_SECONDS);
      ({ refresh } = await refreshed(refresh));
    }
    expect(codeOf(await server.client().refreshToken(idle.pair.refresh))).toBe('TOKEN_INVALID');
    server.passSeconds(DAY_SECONDS + 60);
    expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
  });

  it('shows a change of role in the next request', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBe('FORBIDDEN');
    await server.app.users.grantStaff(user.user, server.app.orm.em.fork());
    expect(codeOf(await client.query('{ users { totalCount } }'))).toBeUndefined();
  });

  it('stores nothing that opens it', async () => {
    const { pair } = await signIn(server, await server.createUser());
    const rows = await server.app.orm.em.fork().find(Session, {});
    const dump = JSON.stringify(rows);
    const { jti } = decodeJwt(pair.refresh);
    expect(dump).toContain('tokenHash');
    for (const secret of [pair.access, pair.refresh, jti]) expect(dump).not.toContain(secret);
  });

  it('does not open for a password that was changed while it was being checked', async () => {
    const user = await server.createUser();
    const login = server.client().obtainToken(user.username, user.password);
    await server.app.users.setPassword(user.user, 'another long password', server.app.orm.em.fork());
    const { data } = await login;
    const access = data && pairOf(data.obtainToken).access;
    if (access) expect(codeOf(await server.client().as(access).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
      'INVALID_CREDENTIALS',
    );
  });
});
