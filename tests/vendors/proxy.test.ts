import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { systemClock } from '../../src/core/clock.js';
import { createTwoFactor } from '../../src/vendors/create-provider.js';
import { Simulator } from '../../src/vendors/simulator/simulator.js';
import { twilioAt } from '../setup/provider.js';

const LOGGER = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const PHONE = '+48501234567';

/** Twilio with a certificate for its own name, and a proxy that is the only way to it. */
describe('behind a proxy', () => {
  const simulator = new Simulator();
  const authorities = getCACertificates('default');
  /** What the proxy got: where to connect, and with which credentials. */
  const connections: string[] = [];
  let twilio: Server;
  let proxy: Server;

  beforeAll(async () => {
    const { key, cert } = makeCertificate(['verify.twilio.com', 'localhost']);
    setDefaultCACertificates([...authorities, cert]);
    twilio = createTlsServer({ key, cert }, (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const url = `https://verify.twilio.com${request.url ?? '/'}`;
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        const method = request.method === 'GET' ? 'GET' : 'POST';
        void simulator.handle({ method, url, headers, body }).then((reply) => {
          response.writeHead(reply.status, reply.headers).end(reply.body);
        });
      });
    });
    proxy = createServer().on('connect', ({ url, headers }, socket) => {
      connections.push(`${url ?? ''} ${headers['proxy-authorization'] ?? ''}`);
      const upstream = connect(portOf(twilio), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        socket.pipe(upstream).pipe(socket);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await Promise.all([listen(twilio), listen(proxy)]);
  });
  beforeEach(() => void connections.splice(0));
  afterAll(() => {
    setDefaultCACertificates(authorities);
    for (const server of [twilio, proxy]) server.close().closeAllConnections();
  });

  async function send(env: Record<string, string>) {
    const config = loadConfig({ ...twilioAt(''), ...env });
    const { provider } = await createTwoFactor(config, { clock: systemClock, logger: LOGGER });
    return provider.startPhoneVerification({ phone: PHONE, channel: 'sms' });
  }

  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'calls Twilio through the proxy of %s, with its password',
    async (key) => {
      const outcome = await send({ [key]: `http://user:p%40ss@127.0.0.1:${portOf(proxy)}` });
      expect(outcome).toMatchObject({ kind: 'sent' });
      expect(simulator.messages()[0]).toMatchObject({ to: PHONE });
      const credentials = Buffer.from('user:p@ss').toString('base64');
      expect(connections).toEqual([`verify.twilio.com:443 Basic ${credentials}`]);
    },
  );

  it('calls hosts of NO_PROXY directly', async () => {
    const outcome = await send({
      HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`,
      NO_PROXY: 'example.com,localhost',
      TWILIO_BASE_URL: `https://localhost:${portOf(twilio)}`,
    });
    expect(outcome).toMatchObject({ kind: 'sent' });
    expect(connections).toEqual([]);
  });

  it('calls nothing where the proxy is down', async () => {
    const outcome = await send({
      HTTPS_PROXY: 'http://127.0.0.1:9',
      TWILIO_BASE_URL: `https://localhost:${portOf(twilio)}`,
    });
    expect(outcome).toEqual({ kind: 'unavailable', detail: 'no connection (ECONNREFUSED)' });
  });
});

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function listen(server: Server): Promise<void> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

/** Self-signed, for an hour. */
function makeCertificate(names: readonly string[]): { key: string; cert: string } {
  const folder = process.env['TEST_FOLDER'] ?? '';
  const [key, cert] = [join(folder, 'proxy-key.pem'), join(folder, 'proxy-cert.pem')];
  const subject = ['-subj', `/CN=${names[0] ?? ''}`];
  const alternatives = ['-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`];
  const files = ['-keyout', key, '-out', cert];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'];
  execFileSync('openssl', ['req', ...kind, ...subject, ...alternatives, ...files], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}
