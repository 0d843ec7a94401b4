import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDemoUser, DEMO_USER } from '../../../src/accounts/demo-user.js';
import { generateSigningKeyPem } from '../../../src/tokens/key-ring.js';
import { startServer, type TestServer } from '../../setup/server.js';

describe('GET /demo-user', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();
  const named = async () => (await fetch(`${server.url}/demo-user`)).json();

  it('names the demo user only while somebody can sign in as it', async () => {
    expect(await named()).toEqual({ user: null });

    await createDemoUser(server.app.users, em());
    expect(await named()).toEqual({ user: DEMO_USER });

    const demoUser = await server.app.users.findByUsername(DEMO_USER.username, em());
    await server.app.admin.setPassword(demoUser, 'correct horse battery', em());
    expect(await named()).toEqual({ user: null });

    await server.app.admin.setPassword(demoUser, DEMO_USER.password, em());
    await server.app.admin.setActive(demoUser, false, em());
    expect(await named()).toEqual({ user: null });
  });

  it('leaves a database that has users without a demo user', async () => {
    const other = await startServer();
    await other.createUser();
    await createDemoUser(other.app.users, other.app.orm.em.fork());
    expect(await (await fetch(`${other.url}/demo-user`)).json()).toEqual({ user: null });
    await other.close();
  });

  it('is unknown in production', async () => {
    const key = join(process.env['TEST_FOLDER'] ?? '', 'demo-user.pem');
    writeFileSync(key, generateSigningKeyPem());
    const production = await startServer({
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      DATABASE_URL: 'embedded',
      JWT_KEYS: key,
      TWO_FACTOR_PROVIDER: 'authy',
      AUTHY_API_KEY: 'key',
    });
    expect((await fetch(`${production.url}/demo-user`)).status).toBe(404);
    await production.close();
  });
});
