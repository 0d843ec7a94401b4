import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MAX_PAUSE_MS } from '../../src/http/refusals/unavailable.js';
import { codeOf } from '../setup/client.js';
import { eventually } from '../setup/eventually.js';
import { HALF_A_BODY } from '../setup/wires/raw-http.js';
import { startServer, type TestServer } from '../setup/server.js';

const STARTS = { headers: 'POST /graphql HTTP/1.1\r\nx: ', 'a body': HALF_A_BODY };
let slowSenders: TestServer;
/** Begun before everything else, because each takes as long as the server waits. */
let replies: Record<keyof typeof STARTS, Promise<string>>;

beforeAll(async () => {
  slowSenders = await startServer();
  replies = { headers: drip(STARTS.headers), 'a body': drip(STARTS['a body']) };
});
afterAll(() => slowSenders.close());

/** Sends a byte now and then, until the server closes the connection. @returns what came back */
async function drip(start: string): Promise<string> {
  const { port } = new URL(slowSenders.url);
  const socket = connect(Number(port), '127.0.0.1');
  let reply = '';
  socket.on('data', (chunk: Buffer) => {
    reply += chunk.toString();
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(start);
  const drop = () => {
    if (reply === '') socket.write('x');
  };
  // Only when everything that came has been read: writing to a closed connection would lose the reply.
  const drops = setInterval(() => setImmediate(drop), 200);
  await new Promise((closed) => socket.once('close', closed));
  clearInterval(drops);
  return reply;
}

describe('an overloaded server', () => {
  it('refuses when it cannot keep up, still serves health, and recovers', async () => {
    const server = await startServer({}, { maxPauseMs: MAX_PAUSE_MS });
    const status = async (path: string) => (await fetch(`${server.url}${path}`)).status;
    const query = 'mutation { obtainToken(username: "somebody", password: "some password") { __typename } }';
    // A front end at another origin, whose reader has another language.
    const headers = {
      origin: 'http://localhost:5173',
      'accept-language': 'pl',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    };
    const ask = () => server.client().post({ query }, headers);
    /** Longer than the server may be late, with a moment for it to measure that before. */
    const pause = async () => {
      await new Promise(setImmediate);
      const busyUntil = Date.now() + MAX_PAUSE_MS + 200;
      while (Date.now() < busyUntil);
    };
    // Nobody asks in between: to the server it is one pause.
    await pause();
    await pause();
    const first = await ask();
    expect(codeOf(first)).toBe('INVALID_CREDENTIALS');

    let refused: typeof first | undefined;
    while (!refused) {
      const asked: ReturnType<typeof ask>[] = [];
      for (let turn = 0; turn < 4; turn++) {
        asked.push(ask());
        await pause();
      }
      refused = (await Promise.all(asked)).find(({ status }) => status === 503);
    }
    expect(refused.errors).toEqual([
      {
        message: 'Serwer jest w tej chwili niedostępny. Spróbuj ponownie za 5 sekund.',
        extensions: { code: 'SERVICE_UNAVAILABLE', retryAfter: 5 },
      },
    ]);
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      'retry-after': '5',
      'cache-control': 'no-store',
      'content-language': 'pl',
      'content-type': 'application/graphql-response+json; charset=utf-8',
      'access-control-allow-origin': headers.origin,
    });
    expect(first.headers.get('content-type')).toBe(refused.headers.get('content-type'));
    expect(await status('/health/live')).toBe(200);
    await eventually(async () => expect(codeOf(await ask())).toBe('INVALID_CREDENTIALS'));
    await server.close();
  });
});

describe('slow senders', () => {
  it.each(['headers', 'a body'] as const)(
    'of %s are cut, also when they never pause for long',
    async (what) => {
      expect(await replies[what]).toMatch(/^HTTP\/1\.1 408 /);
    },
  );
});
