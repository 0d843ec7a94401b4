import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { userAsJson } from '../../../src/cli/commands/user-list.js';
import { checkGuardedUsers } from '../../../src/cli/doctor/accounts.checks.js';
import { loadConfig } from '../../../src/config/config.js';
import { Authenticator } from '../../../src/factors/authenticators/authenticator.entity.js';
import { RecoveryCode } from '../../../src/factors/recovery/recovery-code.entity.js';
import { startServer, type TestServer } from '../../setup/server.js';

/** Between an import of users and `authy migrate`. */
describe('users with a second factor and no phone', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const examine = (env: Record<string, string> = {}) =>
    checkGuardedUsers(server.app.orm, loadConfig({ TWO_FACTOR_PROVIDER: 'simulator', ...env }));

  async function guarded(authyId: string | null): Promise<User> {
    const em = server.app.orm.em.fork();
    const { user } = await server.createUser();
    await em.nativeUpdate(User, { id: user.id }, { authyId, secondFactorEnabledAt: server.now() });
    return em.findOneOrFail(User, { id: user.id });
  }

  it('are counted by doctor, those with an Authy id only where Authy does not send', async () => {
    expect(await examine()).toEqual([]);
    await guarded('4711');
    await guarded('4712');
    await guarded(null);
    const [verify] = await examine();
    expect(verify).toMatchObject({ status: 'problem', detail: expect.stringMatching(/^3 users have/) });
    const [authy] = await examine({ TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'any' });
    expect(authy).toMatchObject({ status: 'problem', detail: expect.stringMatching(/^1 user has/) });
  });

  it('are not counted if an app or a recovery code opens the account', async () => {
    const before = (await examine())[0]?.detail;
    const em = server.app.orm.em.fork();
    const [app, code, former] = [await guarded(null), await guarded(null), await guarded(null)];
    const own = (user: User, removedAt: Date | null) => ({
      ...({ id: randomUUID(), user: user.id, kind: 'authenticatorApp', name: 'App' } as const),
      ...{ createdAt: server.now(), removedAt },
    });
    await em.insert(Authenticator, own(app, null));
    await em.insert(Authenticator, own(former, server.now()));
    await em.insert(RecoveryCode, { codeHash: 'any', user: code.id, createdAt: server.now() });
    expect(before).toMatch(/^3 users have/);
    expect((await examine())[0]?.detail).toMatch(/^4 users have/);
  });

  it('are listed as guarded', async () => {
    expect(userAsJson(await guarded('4713'), [])).toMatchObject({ phone: null, twoFactorEnabled: true });
  });
});
