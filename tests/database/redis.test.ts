import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { checkRedis } from '../../src/cli/doctor/storage.checks.js';
import { loadConfig } from '../../src/config/config.js';
import { connectRedis } from '../../src/database/redis.js';
import { cli, document } from '../cli/harness.js';
import { codeOf } from '../setup/client.js';
import { freePort, ownFolder, startProgram } from '../setup/cluster.js';
import { eventually } from '../setup/eventually.js';
import { signIn } from '../setup/flows.js';
import { metric } from '../setup/metrics.js';
import { startServer } from '../setup/server.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;

onServed('a real Redis', () => {
  const cleanUp: (() => Promise<void> | void)[] = [];

  async function start(options: readonly string[] = []): Promise<number> {
    const port = await freePort();
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...options];
    cleanUp.push(
      await startProgram('redis-server', args, async () => {
        const socket = connect(port, '127.0.0.1');
        await once(socket, 'connect');
        socket.destroy();
      }),
    );
    return port;
  }

  const configOf = (url: string, env: Record<string, string> = {}) => loadConfig({ REDIS_URL: url, ...env });
  const logger = pino({ level: 'silent' });
  /** What the start says. `doctor` says the same. */
  async function refusal(url: string): Promise<string> {
    const said = await connectRedis(configOf(url), logger).then(
      (redis) => {
        redis.disconnect();
        return 'accepted';
      },
      (error: unknown) => (error as Error).message,
    );
    const [check] = await checkRedis(configOf(url));
    expect(check).toMatchObject(
      said === 'accepted'
        ? { status: 'ok' }
        : { status: 'problem', detail: said.replace(' Check REDIS_URL.', '') },
    );
    return said;
  }

  afterEach(async () => {
    for (const clean of cleanUp.splice(0).reverse()) await clean();
  });

  it('that is full is reported by readiness and the gauge, and refuses logins', async () => {
    const port = await start(['--maxmemory-policy', 'noeviction']);
    const server = await startServer({ REDIS_URL: `redis://127.0.0.1:${port}` });
    const operator = new Redis(port, '127.0.0.1');
    try {
      const user = await server.createUser();
      await signIn(server, user);
      await operator.config('SET', 'maxmemory', '1');
      expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
        'SERVICE_UNAVAILABLE',
      );
      expect(await (await fetch(`${server.url}/health/ready`)).json()).toMatchObject({
        redis: 'unreachable',
      });
      expect(await metric(server, 'rate_limit_storage_reachable')).toBe('0');
      expect(await refusal(`redis://127.0.0.1:${port}`)).toContain('full');
      await operator.config('SET', 'maxmemory', '0');
      await signIn(server, user);
      expect(await metric(server, 'rate_limit_storage_reachable')).toBe('1');
    } finally {
      operator.disconnect();
      await server.close();
    }
  });

  it('that was demoted is disconnected', async () => {
    const port = await start();
    const next = await start();
    const server = await startServer({ REDIS_URL: `redis://127.0.0.1:${port}` });
    const operator = new Redis(port, '127.0.0.1');
    const connections = async () => {
      const own = await operator.client('ID');
      const ids = [...String(await operator.client('LIST')).matchAll(/^id=(\d+) /gm)];
      return ids.map(([, id]) => Number(id)).filter((id) => id !== own);
    };
    try {
      const user = await server.createUser();
      await signIn(server, user);
      const before = await connections();
      expect(before).toHaveLength(1);
      await operator.replicaof('127.0.0.1', next);
      expect(codeOf(await server.client().obtainToken(user.username, user.password))).toBe(
        'SERVICE_UNAVAILABLE',
      );
      await eventually(async () => {
        const after = await connections();
        expect(after.filter((id) => before.includes(id))).toEqual([]);
      });
      await operator.replicaof('NO', 'ONE');
      await eventually(() => signIn(server, user));
    } finally {
      operator.disconnect();
      await server.close();
    }
  });

  it('in cluster mode, or without the database of the address, is refused', async () => {
    const folder = ownFolder();
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const cluster = await start(['--cluster-enabled', 'yes', '--dir', folder]);
    expect(await refusal(`redis://127.0.0.1:${cluster}`)).toContain('cluster mode');
    const single = await start();
    expect(await refusal(`redis://127.0.0.1:${single}/99`)).toContain('does not exist');
    expect(await refusal(`redis://127.0.0.1:${single}/3`)).toBe('accepted');
  });

  it('takes users of an ACL, and one that may not write is refused', async () => {
    const folder = ownFolder();
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const users = join(folder, 'users.acl');
    writeFileSync(
      users,
      'user default off\nuser writer on >secret ~* +@all\nuser reader on >secret ~* -@all +@read +@connection +info\n',
    );
    const port = await start(['--aclfile', users]);
    expect(await refusal(`redis://writer:secret@127.0.0.1:${port}`)).toBe('accepted');
    expect(await refusal(`redis://reader:secret@127.0.0.1:${port}`)).toContain('lacks a permission');
    expect(await refusal(`redis://writer:wrong@127.0.0.1:${port}`)).toMatch(/WRONGPASS/);
  });

  it('is reached by TLS, with a CA of its own and a user of an ACL', async () => {
    const folder = ownFolder();
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'].concat([
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        key,
        '-out',
        certificate,
      ]),
      { stdio: 'ignore' },
    );
    execFileSync('chmod', ['644', key]);
    const tlsPort = await freePort();
    const users = join(folder, 'users.acl');
    writeFileSync(users, 'user default on nopass ~* +@all\nuser writer on >secret ~* +@all\n');
    await start(
      ['--tls-port', String(tlsPort), '--tls-cert-file', certificate, '--tls-key-file', key].concat([
        '--tls-ca-cert-file',
        certificate,
        '--tls-auth-clients',
        'no',
        '--aclfile',
        users,
      ]),
    );
    // The certificate is nobody's that Node trusts.
    const url = `rediss://localhost:${tlsPort}`;
    expect(await refusal(url)).toMatch(/self-signed certificate/);

    const trusting = async (REDIS_URL: string) => {
      const outcome = await cli(['doctor', '--json'], {
        env: { REDIS_URL, NODE_EXTRA_CA_CERTS: certificate },
      });
      const { checks } = document(outcome) as { checks: { name: string; status: string; detail: string }[] };
      return checks.find(({ name }) => name === 'redis');
    };
    expect(await trusting(url)).toMatchObject({ status: 'ok' });
    expect(await trusting(`rediss://writer:secret@localhost:${tlsPort}`)).toMatchObject({ status: 'ok' });
    expect(await trusting(`rediss://writer:wrong@localhost:${tlsPort}`)).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('WRONGPASS'),
    });
    expect(await trusting(`rediss://127.0.0.1:${tlsPort}`)).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('does not match certificate'),
    });
  });

  it('keeps the keys of two deployments apart', async () => {
    const port = await start();
    const url = `redis://127.0.0.1:${port}`;
    const prefixes = ['https://a.example.com', 'https://b.example.com'].map(
      (PUBLIC_URL) => configOf(url, { PUBLIC_URL }).redisKeyPrefix,
    );
    expect(new Set(prefixes).size).toBe(2);
    const [first, second] = await Promise.all(
      prefixes.map((prefix) => connectRedis(configOf(url, { REDIS_KEY_PREFIX: prefix }), logger)),
    );
    await first?.set('key', '1');
    expect([await first?.get('key'), await second?.get('key')]).toEqual(['1', null]);
    first?.disconnect();
    second?.disconnect();
  });
});
