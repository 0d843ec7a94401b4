import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Challenge, SecurityEvent, SendConversion, SentCode, Session } from '../../src/entities/index.js';
import { codeOf } from '../helpers/client.js';
import { eventually } from '../helpers/eventually.js';
import { waitingLogin } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';

const DAY_SECONDS = 86_400;

describe('retention', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ SECURITY_EVENT_RETENTION: '100d' });
  });
  afterAll(() => server.close());

  it('removes nothing that is in use, and everything that has long been over', async () => {
    const { client, challenge, code } = await waitingLogin(server);
    const removed = await server.app.retention.removeExpired();
    expect(removed).toEqual({ sessions: 0, sentCodes: 0, securityEvents: 0, conversions: 0, rateLimits: 0 });
    expect(codeOf(await client.verifyTwoFactorToken({ challenge, token: code }))).toBeUndefined();

    const em = () => server.app.orm.em.fork();
    expect(await em().count(SendConversion)).toBeGreaterThan(0);
    server.passSeconds(45 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    expect(await em().count(Session)).toBe(0);
    expect(await em().count(SentCode)).toBe(0);
    expect(await em().count(Challenge)).toBe(0);
    expect(await em().count(SendConversion)).toBe(0);
    expect(await em().count(SecurityEvent)).toBeGreaterThan(0);
    server.passSeconds(60 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    expect(await em().count(SecurityEvent)).toBe(0);
  });

  it('begins a minute after the start, not an hour', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance', 'Date'] });
    server.app.retention.stop();
    server.app.retention.start();
    jest.advanceTimersByTime(61_000);
    jest.useRealTimers();
    await eventually(() => expect(server.log()).toContain('Removed what is over'));
  });
});
