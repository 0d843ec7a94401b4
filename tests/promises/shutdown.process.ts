import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { Session } from '../../src/sessions/session.entity.js';
import { startSimulatorServer } from '../../src/vendors/simulator/standalone.js';
import { type ApiResponse, Client, codeOf, dataOf, pairOf, requiredOf } from '../setup/client.js';
import { killProcesses, preparedFolder, startProcess } from '../setup/process.js';
import { twilioAt, watchProvider } from '../setup/provider.js';
import { HALF_A_BODY } from '../setup/wires/raw-http.js';
import { newPhone, startServer } from '../setup/server.js';

describe('SIGTERM in the middle', () => {
  afterAll(killProcesses);

  const LOGIN = JSON.stringify({
    query: 'mutation { obtainToken(username: "twilio", password: "twiliopass") { __typename } }',
  });
  const SENT = {
    status: 201,
    headers: {},
    body: JSON.stringify({ sid: `VE${'a1'.repeat(16)}`, status: 'pending' }),
  };
  const signInAt = async (url: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: LOGIN });
    return response.json();
  };
  /** A refused connection comes to the same as the refusal of a request. */
  const UNAVAILABLE = { errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] };
  const codeIn = (response: unknown) => codeOf(response as ApiResponse<unknown>);

  it('lets a request under way finish, takes no new ones meanwhile, and ends with 0', async () => {
    const provider = await startSimulatorServer({ port: 0 });
    const [asked, replied] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    watchProvider({ app: provider }, () => {
      asked.resolve(undefined);
      return replied.promise.then(() => SENT);
    });
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm'), ...twilioAt(provider.url) });
    const url = await server.address();
    const client = new Client(url, '10.2.0.1');
    const pair = pairOf(dataOf(await client.obtainToken('twilio', 'twiliopass')).obtainToken);
    const isReady = () =>
      fetch(`${url}/health/ready`).then(
        ({ status }) => status === 200,
        () => false,
      );
    // Half a request keeps its connection; the rest of it comes when the server takes no more.
    const late = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
    late.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n');
    let isDone = false;
    const underWay = client
      .as(pair.access)
      .verifyPhone(newPhone())
      .finally(() => {
        isDone = true;
      });
    await asked.promise;
    server.child.kill('SIGTERM');
    while (await isReady());
    late.write(`content-length: ${LOGIN.length}\r\n\r\n${LOGIN}`);
    const reply = (await late.toArray()).join('');
    expect(reply).toMatch(/^HTTP\/1\.1 503 .*connection: close\r\n.*SERVICE_UNAVAILABLE/is);
    expect(isDone).toBe(false);
    replied.resolve(undefined);
    requiredOf(dataOf(await underWay).verifyPhone);
    expect(await server.exit).toBe(0);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
    await provider.close();
  });

  it('still serves for SHUTDOWN_DELAY, not ready, and ends at once on a second one', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm-delay'), SHUTDOWN_DELAY: '5m' });
    const url = await server.address();
    server.child.kill('SIGTERM');
    let ready = await fetch(`${url}/health/ready`);
    while (ready.status === 200) ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([
      503,
      expect.objectContaining({ status: 'closing', database: 'ok' }),
    ]);
    expect(ready.headers.get('connection')).toBe('close');
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await signInAt(url)).toEqual({ data: { obtainToken: { __typename: 'TokenPair' } } });
    server.child.kill('SIGTERM');
    expect(await server.exit).toBeNull();
  });

  it('ends with 0 from the moment that the server listens', async () => {
    // Sends itself the signal with the line that says where it listens.
    const early = `const write = process.stdout.write; process.stdout.write = function (...text) {
      if (String(text[0]).includes('GraphQL')) process.kill(process.pid, 'SIGTERM');
      return write.apply(this, text);
    };`;
    const server = startProcess({
      DATA_DIR: preparedFolder('sigterm-early'),
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(early)}`,
    });
    expect(await server.exit).toBe(0);
    expect(server.output()).toContain('Stopped.');
  });

  it('ends with 0 after SHUTDOWN_DELAY', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm-delayed'), SHUTDOWN_DELAY: '1s' });
    await server.address();
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
  });

  it('leaves a session for each pair that was given out, and no other', async () => {
    const place = { DATA_DIR: preparedFolder('sigterm-sessions') };
    const server = startProcess({ ...place, BCRYPT_COST: '10', LIMIT_LOGINS_PER_USERNAME: '1000/1m' });
    const url = await server.address();
    const logins: Promise<unknown>[] = [];
    let refusals = 0;
    for (let login = 0; login <= 15 || refusals === 0; login++) {
      const response = signInAt(url).catch(() => UNAVAILABLE);
      logins.push(response);
      void response.then((said) => (refusals += codeIn(said) === 'SERVICE_UNAVAILABLE' ? 1 : 0));
      if (login === 15) {
        await logins[0];
        refusals = 0;
        server.child.kill('SIGTERM');
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    const responses = await Promise.all(logins);
    expect(await server.exit).toBe(0);
    const pairs = responses.filter((response) => codeIn(response) === undefined);
    expect(new Set(responses.map(codeIn))).toEqual(new Set([undefined, 'SERVICE_UNAVAILABLE']));

    const after = await startServer(place);
    const em = after.app.orm.em.fork();
    expect(await em.count(Session)).toBe(pairs.length);
    expect(await em.count(SecurityEvent, { type: 'signedIn' })).toBe(pairs.length);
    await after.close();
  });

  it('does not wait for who connects and says nothing, or only half of something', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('sigterm-silent') });
    const { port } = new URL(await server.address());
    for (const said of ['', 'POST /graphql HTTP/1.1\r\nhost: x\r\n', `${HALF_A_BODY}{`]) {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('error', () => undefined).resume();
      await once(socket, 'connect');
      socket.write(said);
    }
    await new Promise((done) => setTimeout(done, 200));
    server.child.kill('SIGTERM');
    expect(await server.exit).toBe(0);
  });
});
