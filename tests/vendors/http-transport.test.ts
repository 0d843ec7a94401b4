import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { exchange, fetchTransport, VendorOutage } from '../../src/vendors/http-transport.js';
import { eventually } from '../setup/eventually.js';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** In tests of a request that gets its reply: on no machine does it take this long. */
const LONG_MS = 100_000;
const SHORT_MS = 150;

const get = (url: string, timeoutMs = LONG_MS) =>
  exchange(fetchTransport, { method: 'GET', url, headers: {} }, timeoutMs);

describe('exchange', () => {
  it('gives up on headers that never come, and hangs up', async () => {
    let hungUp = false;
    const url = await serve((request) => void request.socket.on('close', () => (hungUp = true)));

    await expect(get(url, SHORT_MS)).rejects.toThrow(new VendorOutage('no reply within 150 ms'));
    await eventually(() => expect(hungUp).toBe(true));
  });

  it('gives up on a body that never ends', async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write('{"sid":'));
    await expect(get(url, SHORT_MS)).rejects.toThrow('no reply within 150 ms');
  });

  it('reads no more than any vendor sends, and hangs up', async () => {
    let hungUp = false;
    const url = await serve((request, response) => {
      request.socket.on('close', () => (hungUp = true));
      const write = () => void response.write('x'.repeat(64 * 1024), () => response.destroyed || write());
      write();
    });
    await expect(get(url)).rejects.toThrow(new VendorOutage('the reply is too long'));
    await eventually(() => expect(hungUp).toBe(true));
  });

  it('gives the whole of a reply that comes in pieces', async () => {
    const url = await serve((_request, response) => {
      const [start, end] = [Buffer.from('zaż').subarray(0, 3), Buffer.from('ż').subarray(1)];
      response.write(start, () => response.end(end));
    });
    expect((await get(url)).body).toBe('zaż');
  });

  it('names the reason of a refused connection, and nothing else', async () => {
    const url = await serve(() => undefined);
    stop?.();
    await expect(get(`${url}/verify/918273`)).rejects.toThrow(
      new VendorOutage('no connection (ECONNREFUSED)'),
    );
  });

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });

    expect((await get(`${url}/first`)).status).toBe(302);
    expect(paths).toEqual(['/first']);
  });

  it('keeps the time of a transport that does not', async () => {
    const deaf = exchange(
      () => new Promise<never>(() => undefined),
      { method: 'GET', url: 'x:', headers: {} },
      20,
    );
    await expect(deaf).rejects.toThrow(VendorOutage);
  });
});
