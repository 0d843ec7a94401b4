import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthClient, MeDocument } from '../../client/index.js';
import { switchOn } from '../helpers/flows.js';
import { startServer, type TestServer, type TestUser } from '../helpers/server.js';
import { createPerson, createWire } from './harness.js';

describe('the client package at a server that hangs', () => {
  let server: TestServer;
  let hanging: Server;
  let address = '';

  beforeAll(async () => {
    server = await startServer();
    hanging = createServer((request, response) => {
      // The second way to hang: the answer begins, and does not end.
      if (request.url === '/midway') response.write('{"data":');
    });
    await new Promise<void>((done) => hanging.listen(0, '127.0.0.1', done));
    address = `http://127.0.0.1:${(hanging.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    hanging.closeAllConnections();
    hanging.close();
    await server.close();
  });

  interface Hanging {
    path: string;
    /** The front end's own `fetch` does not heed the signal. */
    isDeaf?: boolean;
  }

  const late = { name: 'AuthError', code: 'NETWORK_ERROR', cause: { name: 'TimeoutError' } };

  /** What the server answers a sign-in. */
  async function answerTo(user: TestUser): Promise<string> {
    const wire = createWire(server);
    let said = '';
    const { auth } = createPerson(server, {
      fetch: async (input, init) => {
        const response = await wire.fetch(input, init);
        said = await response.clone().text();
        return response;
      },
    });
    await auth.signIn(user);
    return said;
  }

  /**
   * Somebody whose network hangs from when they say so. What was `said` before they hear at once: only what hangs is
   * to take longer than they wait.
   */
  function createPatient(said = '') {
    let hanging: Hanging | undefined;
    const { auth } = createPerson(server, {
      timeoutMs: 100,
      fetch: async (_input, init) =>
        hanging
          ? fetch(address + hanging.path, hanging.isDeaf ? { ...init, signal: null } : init)
          : new Response(said),
    });
    return { auth, hang: (how: Hanging) => void (hanging = how) };
  }

  async function createAfterSignIn(user: TestUser) {
    const person = createPatient(await answerTo(user));
    await person.auth.signIn(user);
    return person;
  }

  const createSignedIn = async () => createAfterSignIn(await server.createUser());

  async function createWaiting() {
    const user = await server.createUser();
    await switchOn(server, user);
    return createAfterSignIn(user);
  }

  type Create = () => Promise<ReturnType<typeof createPatient>>;
  const newcomer: Create = async () => createPatient();

  /** What waits for an answer, by whom, and where they are then. */
  const WAYS: [name: string, Create, (auth: AuthClient) => Promise<unknown>, object][] = [
    ['signIn', newcomer, (auth) => auth.signIn({ username: 'x', password: 'y' }), { step: 'signIn' }],
    ['submitCode', createWaiting, (auth) => auth.submitCode('123456'), { step: 'needsCode', error: late }],
    ['resendCode', createWaiting, (auth) => auth.resendCode(), { step: 'needsCode', error: late }],
    ['request', createSignedIn, (auth) => auth.request(MeDocument, {}), { step: 'signedIn' }],
    ['signOut', createSignedIn, (auth) => auth.signOut(), { step: 'signIn', reason: 'signedOutHere' }],
  ];

  describe.each<Hanging>([
    { path: '/never' },
    { path: '/midway' },
    { path: '/never', isDeaf: true },
    { path: '/midway', isDeaf: true },
  ])('%j', (how) => {
    it.each(WAYS)('fails in time, and stays in a defined state: %s', async (_name, create, ask, state) => {
      const { auth, hang } = await create();
      hang(how);
      await expect(ask(auth)).rejects.toMatchObject(late);
      expect(auth.getState()).toMatchObject(state);
    });
  });
});
