import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../src/entities/index.js';
import { startServer, type TestServer } from '../helpers/server.js';

/** OWASP ASVS 5.0 V16.4: records are protected from change. */
describe('the security log', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
    await server.createUser();
  });
  afterAll(() => server.close());

  it('is append-only: even the database refuses to change an entry', async () => {
    const em = server.app.orm.em.fork();
    const entry = await em.findOneOrFail(SecurityEvent, { type: 'userCreated' });
    await expect(em.nativeUpdate(SecurityEvent, { id: entry.id }, { userId: null })).rejects.toThrow(
      'security_events is append-only',
    );
    const kept = await server.app.orm.em.fork().findOneOrFail(SecurityEvent, { id: entry.id });
    expect(kept.userId).toBe(entry.userId);
  });
});
