import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';
import { PendingSignIn } from '../../../src/factors/pending/pending-sign-in.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { RateLimit } from '../../../src/limits/rate-limit.entity.js';
import { SendConversion } from '../../../src/factors/phone/sends/send-conversion.entity.js';
import { SentCode } from '../../../src/factors/phone/sent-code.entity.js';
import { Session } from '../../../src/sessions/session.entity.js';
import { RetentionService } from '../../../src/database/retention/retention.service.js';
import { codeOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { signIn, waitingLogin } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';

const DAY_SECONDS = 86_400;

describe('retention', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ SECURITY_EVENT_RETENTION: '100d' });
  });
  afterAll(() => server.close());

  it('removes nothing that is in use, and everything that ended long ago', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    const removed = await server.app.retention.removeExpired();
    expect(removed).toEqual({
      logMonths: 0,
      accounts: 0,
      pendingChanges: 0,
      sessions: 0,
      sentCodes: 0,
      pendingSignIns: 0,
      appEnrollments: 0,
      passkeyChallenges: 0,
      trustedDevices: 0,
      emailSteps: 0,
      securityEvents: 0,
      conversions: 0,
      notifiedPhones: 0,
      mailNotices: 0,
      unverifiedUsers: 0,
      outbox: 0,
      rateLimits: 0,
    });
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();

    const em = () => server.app.orm.em.fork();
    expect(await em().count(SendConversion)).toBeGreaterThan(0);
    expect(await em().count(RateLimit)).toBeGreaterThan(0);
    server.passSeconds(45 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    expect(await em().count(SentCode)).toBe(0);
    expect(await em().count(PendingSignIn)).toBe(0);
    expect(await em().count(SendConversion)).toBe(0);
    expect(await em().count(RateLimit)).toBe(0);
    expect(await em().count(Session)).toBeGreaterThan(0);
    expect(await em().count(SecurityEvent)).toBeGreaterThan(0);
    server.passSeconds(90 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    expect(await em().count(Session)).toBe(0);
    expect(await em().count(SecurityEvent)).toBe(0);
  });

  it('removes a session that was ended thirty days ago, before its own end', async () => {
    const user = await server.createUser();
    await signIn(server, user);
    const { pair } = await signIn(server, user);
    await server.client().revokeToken(pair.refresh);
    server.passSeconds(31 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    const left = await server.app.orm.em.fork().find(Session, { user: user.user.id });
    expect(left.map(({ revokedAt }) => revokedAt)).toEqual([null]);
  });

  it('begins a minute after the start, not an hour', async () => {
    const { pair } = await signIn(server, await server.createUser());
    await server.client().revokeToken(pair.refresh);
    server.passSeconds(31 * DAY_SECONDS);
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    await server.app.retention.stop();
    server.app.retention.start();
    jest.advanceTimersByTime(61_000);
    jest.useRealTimers();
    await eventually(() => expect(server.log()).toContain('Removed expired rows'));
  });

  describe('of a backlog', () => {
    const BATCH_ROWS = 2;
    const said: string[] = [];
    const em = () => server.app.orm.em.fork();
    let retention: RetentionService;

    beforeAll(async () => {
      const logger = pino({ level: 'error' }, { write: (line: string) => said.push(line) });
      retention = new RetentionService(server.app.orm, 100 * DAY_SECONDS, server.now, logger, BATCH_ROWS);
      // Stands for the time that a statement may take.
      await em().execute(`
        create function refuse_many() returns trigger language plpgsql as
          $$ begin if (select count(*) from gone) > ${BATCH_ROWS} then raise exception 'takes too long'; end if; return null; end; $$`);
      await em().execute(`
        create trigger refuse_many after delete on sessions
          referencing old table as gone for each statement execute function refuse_many()`);
    });
    afterAll(async () => {
      await em().execute('drop trigger refuse_many on sessions');
    });

    async function leaveBacklog(): Promise<void> {
      const user = await server.createUser();
      for (let session = 0; session < 5; session++) await signIn(server, user);
      server.passSeconds(150 * DAY_SECONDS);
    }

    it('removes all of it, in statements that do not take long', async () => {
      await leaveBacklog();
      const backlog = await em().count(Session);
      expect(backlog).toBeGreaterThan(2 * BATCH_ROWS);
      expect(await retention.removeExpired()).toMatchObject({ sessions: backlog });
      expect(said).toEqual([]);
      expect(await em().count(Session)).toBe(0);
    });

    it('removes the other kinds where one cannot be removed, and says which', async () => {
      await leaveBacklog();
      const all = new RetentionService(
        server.app.orm,
        100 * DAY_SECONDS,
        server.now,
        pino({ level: 'error' }, { write: (line: string) => said.push(line) }),
      );
      const removed = await all.removeExpired();
      expect(removed['sessions']).toBe(0);
      expect(removed['logMonths']).toBeGreaterThan(0);
      expect(said).toEqual([expect.stringMatching(/takes too long.*"kind":"sessions"/)]);
    });

    it('stops after the statement under way', async () => {
      await leaveBacklog();
      const before = await em().count(Session);
      const removing = retention.removeExpired();
      await retention.stop();
      const { sessions } = await removing;
      expect(sessions).toBeLessThanOrEqual(BATCH_ROWS);
      expect(await em().count(Session)).toBe(before - (sessions ?? 0));
    });
  });
});
