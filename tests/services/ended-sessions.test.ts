import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Session } from '../../src/entities/index.js';
import { EndedSessions } from '../../src/services/ended-sessions.js';
import type { AccessClaims } from '../../src/services/token.service.js';
import { signIn } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';

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
    await server.app.users.signOut(user.user, server.app.orm.em.fork());
    const sessions = await server.app.orm.em.fork().find(Session, { user: user.user.id });
    return sessions.map(({ id }) => id);
  }

  function remember(maxRemembered: number): EndedSessions {
    const { now } = server;
    return new EndedSessions(
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
    return { ...times, sid, sub: randomUUID(), jti: randomUUID(), amr: ['pwd'] };
  }

  it('asks the database about every session where more ended than it holds, until the tokens are over', async () => {
    const ids = await endSessions(3);
    const ended = remember(2);
    await ended.catchUp();
    ended.beUpToDate();
    server.passSeconds(120);
    const asked: string[] = [];
    const ask = (sid: string) => () => {
      asked.push(sid);
      return Promise.resolve(true);
    };
    for (const sid of ids) expect(await ended.hasEnded(claimsOf(sid), ask(sid))).toBe(true);
    expect(asked).toHaveLength(1);

    server.passSeconds(2 * ACCESS_TTL_SECONDS);
    const live = randomUUID();
    expect(await ended.hasEnded(claimsOf(live), ask(live))).toBe(false);
    expect(asked).toHaveLength(1);
  });

  it('asks nothing about sessions that live while it holds all that ended', async () => {
    await endSessions(2);
    const ended = remember(1000);
    await ended.catchUp();
    ended.beUpToDate();
    server.passSeconds(120);
    const never = () => Promise.reject(new Error('The database was asked.'));
    expect(await ended.hasEnded(claimsOf(randomUUID()), never)).toBe(false);
  });

  it('says once that it does not hear of ends, also where it never did', async () => {
    const said: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => said.push(line) });
    const ended = new EndedSessions(server.app.orm, ACCESS_TTL_SECONDS, server.now, logger);
    for (const attempt of [1, 2]) ended.loseTouch(new Error(`deaf ${attempt}`));
    expect(said).toEqual([expect.stringContaining('deaf 1')]);
    ended.beUpToDate();
    ended.loseTouch(new Error('cut'));
    expect(said).toEqual([expect.stringContaining('deaf 1'), expect.stringContaining('cut')]);
  });
});
