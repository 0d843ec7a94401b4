import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Session } from '../../src/sessions/session.entity.js';
import { RevocationFeed } from '../../src/sessions/revocation-feed.js';
import type { AccessClaims } from '../../src/tokens/token.service.js';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const ACCESS_TTL_SECONDS = 300;

describe('the memory of ended sessions', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  /** As many sessions as asked for, all ended. */
  async function endSessions(count: number): Promise<string[]> {
    const user = await server.createUser();
    for (let session = 0; session < count; session++) await signIn(server, user);
    await server.app.admin.signOut(user.user, server.app.orm.em.fork());
    const sessions = await server.app.orm.em.fork().find(Session, { user: user.user.id });
    return sessions.map(({ id }) => id);
  }

  function remember(maxRemembered: number): RevocationFeed {
    const { now } = server;
    return new RevocationFeed(
      server.app.orm,
      ACCESS_TTL_SECONDS,
      now,
      pino({ level: 'silent' }),
      maxRemembered,
    );
  }

  /** Of a token that was signed after the announcements began. */
  function claimsOf(sid: string): AccessClaims {
    const iat = Math.floor(server.now().getTime() / 1000);
    const times = { iat, exp: iat + ACCESS_TTL_SECONDS, auth_time: iat };
    return {
      ...times,
      client_id: 'app',
      sid,
      sub: randomUUID(),
      jti: randomUUID(),
      amr: ['pwd'],
      acr: 'aal1',
      aud: 'tests',
    };
  }

  it('queries the database about every session while more ended than it holds', async () => {
    const ids = await endSessions(3);
    const ended = remember(2);
    await ended.loadMissed();
    ended.onConnected();
    server.passSeconds(120);
    const asked: string[] = [];
    const ask = (sid: string) => () => {
      asked.push(sid);
      return Promise.resolve(true);
    };
    for (const sid of ids) expect(await ended.isRevoked(claimsOf(sid), ask(sid))).toBe(true);
    expect(asked).toHaveLength(1);

    server.passSeconds(2 * ACCESS_TTL_SECONDS);
    const live = randomUUID();
    expect(await ended.isRevoked(claimsOf(live), ask(live))).toBe(false);
    expect(asked).toHaveLength(1);
  });

  it('asks nothing about sessions that live while it holds all that ended', async () => {
    await endSessions(2);
    const ended = remember(1000);
    await ended.loadMissed();
    ended.onConnected();
    server.passSeconds(120);
    const never = () => Promise.reject(new Error('The database was asked.'));
    expect(await ended.isRevoked(claimsOf(randomUUID()), never)).toBe(false);
  });

  it('keeps nothing of announcements that are no ids', async () => {
    const ended = remember(2);
    ended.onConnected();
    server.passSeconds(120);
    for (let junk = 0; junk < 5; junk++) ended.onNotification(`${junk}`.repeat(8000));
    const never = () => Promise.reject(new Error('The database was asked.'));
    expect(await ended.isRevoked(claimsOf(randomUUID()), never)).toBe(false);
    // Three ids are more than it holds: from then on the database is asked.
    for (let id = 0; id < 3; id++) ended.onNotification(randomUUID());
    await expect(ended.isRevoked(claimsOf(randomUUID()), never)).rejects.toThrow('asked');
  });

  it('says once that it gets no notifications, also where it never did, and then that it does', async () => {
    const said: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => said.push(line) });
    const ended = new RevocationFeed(server.app.orm, ACCESS_TTL_SECONDS, server.now, logger);
    for (const attempt of [1, 2]) ended.onDisconnected(new Error(`deaf ${attempt}`));
    expect(said).toEqual([expect.stringContaining('deaf 1')]);
    ended.onConnected();
    expect(said.slice(1)).toEqual([expect.stringContaining('Revocations are announced')]);
    ended.onDisconnected(new Error('cut'));
    expect(said.slice(2)).toEqual([expect.stringContaining('cut')]);
  });

  it('says nothing of a start at which all is well', async () => {
    const said: string[] = [];
    const logger = pino({ level: 'info' }, { write: (line: string) => said.push(line) });
    new RevocationFeed(server.app.orm, ACCESS_TTL_SECONDS, server.now, logger).onConnected();
    expect(said).toEqual([]);
  });
});
