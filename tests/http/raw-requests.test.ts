import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawPost, sendRaw } from '../setup/wires/raw-http.js';
import { startServer, type TestServer } from '../setup/server.js';

const QUERY = '{"query":"{ __typename }"}';
const OK = '{"data":{"__typename":"Query"}}';

/** What no HTTP client library sends, but proxies and attackers do. */
describe('over a bare connection', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  /** Requests that reached a route or a refusal of ours. */
  const handled = () => server.log().match(/"msg":"request"/g)?.length ?? 0;

  const pipelined = (count: number) =>
    Array.from(
      { length: count },
      () => `GET /graphql?query={__typename} HTTP/1.1\r\nhost: x\r\napollo-require-preflight: 1\r\n\r\n`,
    ).join('');

  it('eight pipelined requests are served, and hundreds get no more than that', async () => {
    const before = handled();
    const responses = await sendRaw(server.url, pipelined(550));
    expect(responses.map(({ status }) => status)).toEqual([...Array<number>(8).fill(200), 429]);
    expect(responses.at(-1)?.head).toMatch(/^connection: close$/im);
    expect(JSON.parse(responses.at(-1)?.body ?? '')).toMatchObject({
      errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }],
    });
    expect(handled() - before).toBe(9);
  });

  it('sixty connections of 550 pipelined requests cost nine requests each', async () => {
    const before = handled();
    const flood = Promise.all(Array.from({ length: 60 }, () => sendRaw(server.url, pipelined(550))));
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
    await flood;
    expect(handled() - before).toBe(60 * 9 + 1);
  });

  it('requests one after the other on a connection are not limited like that', async () => {
    const { Agent, request } = await import('node:http');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (let count = 0; count < 30; count += 1)
      await new Promise<void>((resolve, reject) => {
        request(`${server.url}/health/live`, { agent }, (response) => {
          ports.add(response.socket.localPort);
          expect(response.statusCode).toBe(200);
          response.resume().on('end', resolve);
        })
          .on('error', reject)
          .end();
      });
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  it('the absolute form of a target is the same as its path', async () => {
    const [post] = await sendRaw(server.url, rawPost(QUERY, [], 'http://auth.test/graphql'));
    expect([post?.status, post?.body]).toEqual([200, OK]);
    const get = (target: string) =>
      sendRaw(server.url, `GET ${target} HTTP/1.1\r\nhost: auth.test\r\nconnection: close\r\n\r\n`);
    expect((await get('http://auth.test/health/live'))[0]?.status).toBe(200);
    expect((await get('http://auth.test?x'))[0]?.status).toBe(200);
    expect((await get('ftp://auth.test/health/live'))[0]?.status).toBeGreaterThanOrEqual(400);
  });

  it('HTTP/1.0 without a host is served, and the connection closes', async () => {
    const [response] = await sendRaw(
      server.url,
      `POST /graphql HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: ${QUERY.length}\r\n\r\n${QUERY}`,
    );
    expect([response?.status, response?.body]).toEqual([200, OK]);
  });

  it('a client that expects 100 Continue gets it; other expectations get 417', async () => {
    const responses = await sendRaw(server.url, rawPost(QUERY, ['expect: 100-continue']));
    expect(responses[0]?.head).toMatch(/^HTTP\/1\.1 100 /);
    expect(responses.some(({ body }) => body.includes(OK))).toBe(true);
    expect((await sendRaw(server.url, rawPost(QUERY, ['expect: tea'])))[0]?.status).toBe(417);
  });

  it.each([
    ['two lengths', rawPost(QUERY, ['content-length: 3']), 400],
    ['a length and chunks', rawPost(QUERY, ['transfer-encoding: chunked']), 400],
    [
      'chunks in another coding',
      'POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
      501,
    ],
    [
      'a coding after the chunks',
      'POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked, gzip\r\n\r\n',
      400,
    ],
    ['no host', 'GET /health/live HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
    ['two hosts', rawPost(QUERY, ['host: evil.test']), 400],
    ['two types', rawPost(QUERY, ['content-type: text/plain']), 400],
    ['two tokens', rawPost(QUERY, ['authorization: Bearer a', 'authorization: Bearer b']), 400],
    ['no HTTP', 'hunter2 hunter2\r\n\r\n', 400],
    ['headers of 20 KB', rawPost(QUERY, [`x-hunter2: ${'x'.repeat(20_000)}`]), 431],
    ['an address of 20 KB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
    ['an Accept header of 15 KB', rawPost(QUERY, [`accept: ${'a/b,'.repeat(3_800)}a/b`]), 431],
  ])('a request with %s is refused in our shape', async (_what, bytes, status) => {
    const [response] = await sendRaw(server.url, bytes);
    expect(response?.status).toBe(status);
    expect(JSON.parse(response?.body ?? '')).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(response?.body).not.toContain('hunter2');
    expect(response?.head).toMatch(/^cache-control: no-store$/im);
  });

  it('HEAD has the headers of GET and no body', async () => {
    const [response] = await sendRaw(
      server.url,
      'HEAD /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    );
    expect([response?.status, response?.body]).toEqual([200, '']);
  });

  it('OPTIONS that is no preflight gets no page of the framework', async () => {
    const [response] = await sendRaw(
      server.url,
      'OPTIONS /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n',
    );
    expect([response?.status, response?.body]).toEqual([204, '']);
  });
});
