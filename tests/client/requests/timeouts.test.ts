import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AuthClient, MeDocument } from '../../../client/index.js';
import { switchOn } from '../../setup/flows.js';
import { startServer, type TestServer, type TestUser } from '../../setup/server.js';
import { holdTimeouts } from '../../setup/timeouts.js';
import { createPerson, createWire } from '../harness.js';

/** The limit of a request. It passes when a request hangs, and on no machine before. */
const TIMEOUT_MS = 59_000;
const timeouts = holdTimeouts(TIMEOUT_MS);

describe('the client package at a server that hangs', () => {
  let server: TestServer;
  let hanging: Server;
  let address = '';

  beforeAll(async () => {
    server = await startServer();
    hanging = createServer((request, response) => {
      // The second way to hang: the response starts and does not end.
      if (request.url === '/midway') response.write('{"data":');
      else setImmediate(timeouts.end);
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
    /** The `fetch` option of a front end ignores the signal. */
    ignoresSignal?: boolean;
  }

  const late = { name: 'AuthError', code: 'NETWORK_ERROR', cause: { name: 'TimeoutError' } };

  /** The response to a sign-in. */
  async function responseTo(user: TestUser): Promise<string> {
    const wire = createWire(server);
    let text = '';
    const { auth } = createPerson(server, {
      fetch: async (input, init) => {
        const response = await wire.fetch(input, init);
        text = await response.clone().text();
        return response;
      },
    });
    await auth.signIn(user);
    return text;
  }

  /** A user whose network hangs after `hang`. Before that every request gets the response `first`. */
  function createUserAtHangingServer(first = '') {
    let hanging: Hanging | undefined;
    const { auth } = createPerson(server, {
      timeoutMs: TIMEOUT_MS,
      fetch: async (_input, init) => {
        if (!hanging) return new Response(first);
        const { path, ignoresSignal } = hanging;
        const response = await fetch(address + path, ignoresSignal ? { ...init, signal: null } : init);
        setImmediate(timeouts.end);
        return response;
      },
    });
    return { auth, hang: (how: Hanging) => void (hanging = how) };
  }

  async function createAfterSignIn(user: TestUser) {
    const person = createUserAtHangingServer(await responseTo(user));
    await person.auth.signIn(user);
    return person;
  }

  const createSignedIn = async () => createAfterSignIn(await server.createUser());

  async function createWaiting() {
    const user = await server.createUser();
    await switchOn(server, user);
    return createAfterSignIn(user);
  }

  type Create = () => Promise<ReturnType<typeof createUserAtHangingServer>>;
  const newcomer: Create = async () => createUserAtHangingServer();

  /** The request, its user, and the state after it. */
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
    { path: '/never', ignoresSignal: true },
    { path: '/midway', ignoresSignal: true },
  ])('%j', (how) => {
    it.each(WAYS)('fails in time and keeps a defined state: %s', async (_name, create, ask, state) => {
      const { auth, hang } = await create();
      hang(how);
      await expect(ask(auth)).rejects.toMatchObject(late);
      expect(auth.getState()).toMatchObject(state);
    });
  });
});
