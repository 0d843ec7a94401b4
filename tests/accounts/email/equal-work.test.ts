import { createHook } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { codeOf, dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { mailsTo, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

/** What of the work for a mail takes long: the slow hashes of its code. */
let slowHashes = 0;
const watch = createHook({ init: (_id, type) => void (slowHashes += type === 'SCRYPTREQUEST' ? 1 : 0) });

describe('the work for a mail', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ EMAIL_SIGN_IN: 'true' });
    watch.enable();
  });
  afterAll(async () => {
    watch.disable();
    await server.close();
  });

  /** Slow hashes from the request to the end of the writing of its mail. @param mails how many reach the address */
  async function workOf(request: (email: string) => Promise<unknown>, email: string, mails: 0 | 1) {
    const before = (await mailsTo(server, email)).length;
    slowHashes = 0;
    await request(email);
    expect(await mailsTo(server, email)).toHaveLength(before + mails);
    return slowHashes;
  }

  async function deactivated(): Promise<string> {
    const { username, email } = await registerUser(server);
    await server.app.orm.em.fork().nativeUpdate(User, { username }, { isActive: false });
    return email;
  }

  async function unproven(): Promise<string> {
    const email = newAddress();
    await server.createUser({ email });
    return email;
  }

  it.each([
    ['a new password', 'requestPasswordReset'],
    ['a sign-in', 'requestEmailSignIn'],
  ] as const)('of %s is the same, whether anybody has the address', async (_what, name) => {
    const request = async (email: string) => void dataOf<object>(await server.client()[name](email));
    const { email: known } = await registerUser(server);
    expect([
      await workOf(request, known, 1),
      await workOf(request, newAddress(), 0),
      await workOf(request, await unproven(), 0),
      await workOf(request, await deactivated(), 0),
    ]).toEqual([1, 1, 1, 1]);
  });

  it('of a registration or a change of address is the same, whether another user has the address', async () => {
    const { client } = await signIn(server, await server.createUser());
    const register = async (email: string) =>
      void dataOf(await server.client().register(`user-${randomUUID()}`, email, PASSWORD));
    const change = async (email: string) => void dataOf(await client.requestEmailChange(email));
    for (const request of [register, change]) {
      const { email: taken } = await registerUser(server);
      expect([await workOf(request, newAddress(), 1), await workOf(request, taken, 1)]).toEqual([1, 1]);
    }
  });

  it('is followed by the same work for a typed code, whether a mail was sent', async () => {
    const { email: known } = await registerUser(server);
    for (const email of [known, newAddress()]) {
      const client = server.client();
      const { challenge } = dataOf(await client.requestPasswordReset(email)).requestPasswordReset;
      await mailsTo(server, email);
      slowHashes = 0;
      const refused = await client.resetPassword(challenge, '00000000', 'staple battery horse');
      expect([codeOf(refused), slowHashes]).toEqual(['INVALID_EMAIL_TOKEN', 1]);
    }
  });
});
