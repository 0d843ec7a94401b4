import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateSigningKeyPem } from '../../../src/tokens/key-ring.js';
import { type Client, codeOf, dataOf } from '../../setup/client.js';
import { createDatabase } from '../../setup/database/database.js';
import { signIn } from '../../setup/flows.js';
import { newAddress } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer, type TestUser } from '../../setup/server.js';

describe('a server in production without a mail server', () => {
  let server: TestServer;
  let user: TestUser;
  let client: Client;

  beforeAll(async () => {
    const key = join(process.env['TEST_FOLDER'] ?? '', `${randomUUID()}.pem`);
    writeFileSync(key, generateSigningKeyPem());
    const database = await createDatabase();
    const production = {
      ...{ NODE_ENV: 'production', HOST: '127.0.0.1', JWT_KEYS: key, MIGRATE_ON_START: 'true' },
      ...{ DATABASE_URL: 'embedded', TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'key' },
      ...{ TWO_FACTOR_POLICY: 'optional', ...database.env },
    };
    server = await startServer(production, { database });
    user = await server.createUser({ isStaff: true, email: newAddress() });
    ({ client } = await signIn(server, user));
  });
  afterAll(() => server.close());

  it('offers nothing that needs a mail', async () => {
    const { signInOptions } = dataOf(
      await server.client().query('{ signInOptions { registration passwordReset emailSignIn } }'),
    );
    expect(signInOptions).toEqual({ registration: 'CLOSED', passwordReset: false, emailSignIn: false });
    expect((await fetch(`${server.url}/simulator/mail`)).status).toBe(404);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ['requestPasswordReset', 'SERVICE_UNAVAILABLE', () => server.client().requestPasswordReset(newAddress())],
    ['requestEmailChange', 'SERVICE_UNAVAILABLE', () => client.requestEmailChange(newAddress())],
    ['resendEmail', 'SERVICE_UNAVAILABLE', () => server.client().resendEmail(randomUUID())],
    ['requestEmailSignIn', 'FORBIDDEN', () => server.client().requestEmailSignIn(newAddress())],
    ['inviteUser', 'FORBIDDEN', () => client.inviteUser('ada', newAddress())],
    ['register', 'FORBIDDEN', () => server.client().register('ada', newAddress(), PASSWORD)],
  ])('refuses %s with %s', async (_name, code, request) => {
    expect(codeOf((await request()) as Parameters<typeof codeOf>[0])).toBe(code);
  });

  it('lets a user change the password and leave, and waits for no mail', async () => {
    const pair = dataOf(await client.changePassword(PASSWORD, 'staple battery horse')).changePassword;
    dataOf(await server.client().as(pair.access).deleteAccount());
    expect(await server.app.outbox.countOpen()).toEqual({ waiting: 0, dead: 0 });
  });
});
