import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CONFIG_KEYS, loadConfig } from '../../src/config/config.js';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** The part of the Compose specification that is asked about here. */
interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment: Record<string, string | null>;
  readonly command?: readonly string[];
  readonly secrets?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Record<string, { condition: string }>;
  readonly healthcheck?: { test?: readonly string[]; disable?: boolean };
  readonly user?: string;
  readonly init: boolean;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period?: string;
}

interface Compose {
  readonly services: Record<'migrate' | 'postgres' | 'redis' | 'server', Service>;
  readonly networks: Record<string, { internal?: boolean } | null>;
  readonly volumes: Record<string, null>;
  readonly secrets: Record<string, { file: string }>;
}

const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const { migrate, postgres, redis, server } = compose.services;
const services = Object.entries(compose.services);

/** `${NAME:?message}`: Compose stops with the message when there is no such value. */
const REQUIRED = /\$\{(\w+):\?[^}]+\}/g;

/** What Compose would put into the file. */
function interpolate(value: string, values: Record<string, string>): string {
  return value.replaceAll(REQUIRED, (_all, name: string) => values[name] ?? '');
}

describe('docker-compose.yml', () => {
  it('follows the Compose specification, and the rules of its linter', async () => {
    const linter = join(ROOT, 'node_modules/dclint/bin/dclint.cjs');
    const { stdout } = await run(process.execPath, [linter, '--max-warnings=0', 'docker-compose.yml'], {
      cwd: ROOT,
    });
    expect(stdout.trim()).toBe('');
  });

  it('holds no password, nor a default that would work as one', () => {
    const secretive = services.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([key]) => /PASSWORD|TOKEN$|SECRET|API_KEY|AUTH$/.test(key)),
    );
    expect(secretive.map(([key]) => key)).toEqual(
      expect.arrayContaining(['POSTGRES_PASSWORD', 'REDISCLI_AUTH', 'TWILIO_AUTH_TOKEN']),
    );
    for (const [key, value] of secretive)
      expect([key, (value ?? '').replace(REQUIRED, '')]).toEqual([key, '']);
    for (const [, , password] of text.replaceAll(REQUIRED, '').matchAll(/\w:\/\/([^\s:@/]*):([^\s@]*)@/g))
      expect(password).toBe('');
    // ${NAME:-default} and ${NAME-default}
    expect(text).not.toMatch(/\$\{\w+:?-/);
  });

  it('puts no secret into an argument, and gives Redis its password', async () => {
    for (const [, { command = [], healthcheck }] of services)
      expect([...command, ...(healthcheck?.test ?? [])].join(' ')).not.toContain('${');
    const [shell = '', ...args] = redis.command ?? [];
    const script = args.map((arg) => arg.replaceAll('$$', '$').replace(/redis-server - .* <</, 'cat - <<'));
    const { stdout } = await run(shell, script, { env: { ...process.env, REDISCLI_AUTH: 'bb22' } });
    expect(stdout).toBe('requirepass bb22\n');
  });

  it('gives the signing key to the server alone', () => {
    const { file } = compose.secrets['signing-key.pem'] ?? {};
    expect(file).toBe('./secrets/signing-key.pem');
    expect(readFileSync(join(ROOT, 'secrets/.gitignore'), 'utf8')).toMatch(/^\*$/m);
    expect(server.environment['JWT_KEYS']).toBe('/run/secrets/signing-key.pem');
    expect(services.filter(([, { secrets }]) => secrets).map(([name]) => name)).toEqual(['server']);
  });

  it.each<[string, Record<string, string>]>([
    ['an auth token', { TWILIO_AUTH_TOKEN: 'made-up' }],
    [
      'an API key, and the notice of a changed phone',
      {
        TWILIO_API_KEY: `SK${'2'.repeat(32)}`,
        TWILIO_API_SECRET: 'made-up',
        TWILIO_MESSAGING_SERVICE_SID: `MG${'3'.repeat(32)}`,
      },
    ],
  ])('gives the server known settings that are valid in production, with %s', (_with, given) => {
    const values: Record<string, string> = {
      POSTGRES_PASSWORD: 'aa11',
      PUBLIC_URL: 'https://login.example.com',
      REDIS_PASSWORD: 'bb22',
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_VERIFY_SERVICE_SID: `VA${'1'.repeat(32)}`,
      ...given,
    };
    // Compose stops where one is missing that must be there.
    for (const [, name = ''] of text.matchAll(REQUIRED)) expect(Object.keys(values)).toContain(name);
    const settings = Object.entries(server.environment);
    expect(settings.map(([key]) => key).filter((key) => !CONFIG_KEYS.includes(key))).toEqual([]);
    const config = loadConfig({
      NODE_ENV: 'production',
      ...Object.fromEntries(
        settings.map(([key, value]) => [key, value === null ? values[key] : interpolate(value, values)]),
      ),
    });
    expect(config).toMatchObject({
      production: true,
      publicUrl: 'https://login.example.com',
      database: { kind: 'served', url: 'postgresql://login:aa11@postgres:5432/login' },
      redisUrl: 'redis://:bb22@redis:6379',
      twoFactor: {
        provider: 'twilio',
        twilio: {
          username: given['TWILIO_API_KEY'] ?? values['TWILIO_ACCOUNT_SID'],
          password: 'made-up',
          messagingServiceSid: given['TWILIO_MESSAGING_SERVICE_SID'],
        },
      },
    });
    expect(migrate.environment).toEqual(server.environment);
    // After it, running requests have ten seconds.
    expect(server.stop_grace_period).toMatch(/^\d+s$/);
    expect(parseInt(server.stop_grace_period ?? '')).toBeGreaterThan(config.shutdownDelaySeconds + 10);
  });

  it.each(services)('gives %s no right that it does not need', (_name, service) => {
    expect(service).toMatchObject({
      init: true,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    // The image of the server has its own user, see below.
    expect(service.user ?? service.build).not.toMatch(/^(root|0)?$/);
  });

  it('runs doctor, as docs/operations.md says, where the keys and the provider are reached', () => {
    const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
    const name = /docker compose run [^`]*?(\w+) node dist\/cli\/main\.js doctor/.exec(page)?.[1] ?? '';
    const { secrets, networks } = compose.services[name as keyof Compose['services']];
    expect(secrets).toEqual(['signing-key.pem']);
    expect(networks).toContain('outside');
  });

  it('starts the server on migrated tables, when PostgreSQL and Redis are ready', () => {
    expect(server.depends_on).toEqual({
      migrate: { condition: 'service_completed_successfully' },
      postgres: { condition: 'service_healthy' },
      redis: { condition: 'service_healthy' },
    });
    for (const { healthcheck } of [postgres, redis]) expect(healthcheck?.test?.length).toBeGreaterThan(1);
    // The server's is the one of its image.
    expect(server.healthcheck).toBeUndefined();
  });

  it('keeps PostgreSQL and Redis on the inner network, with data in named volumes', () => {
    for (const { networks, ports, volumes } of [postgres, redis]) {
      expect({ networks, ports }).toEqual({ networks: ['inside'], ports: undefined });
      expect(volumes?.map((volume) => volume.split(':')[0])).toEqual([expect.stringMatching(/^\w+-data$/)]);
    }
    expect(compose.networks['inside']).toEqual({ internal: true });
    expect(Object.keys(compose.volumes)).toEqual(['postgres-data', 'redis-data']);
    expect(server.ports).toEqual(['127.0.0.1:4000:4000']);
  });
});

describe('the image', () => {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8').replaceAll('\\\n', '');
  const runtime = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));

  function instruction(name: string): string {
    const lines = [...runtime.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))];
    return lines.at(-1)?.[1] ?? '';
  }

  it('runs node itself, for production, as a user without rights', () => {
    expect(instruction('USER')).toBe('node');
    expect(instruction('ENV')).toContain('NODE_ENV=production');
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: { serve: string };
    };
    expect(JSON.parse(instruction('CMD'))).toEqual(scripts.serve.split(' '));
  });

  it('has its sources, and none of them is kept from the builder', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8').match(/(?<=^!).+/gm) ?? [];
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) {
      expect(existsSync(join(ROOT, source))).toBe(true);
      expect(allowed).toContain(source.split('/')[0]);
    }
    // And nothing but them: what may hold a secret is not even sent.
    expect(allowed.filter((name) => !sources.includes(name))).toEqual([]);
  });

  it.each([
    [200, 0],
    [503, 1],
  ])('is healthy as /health/ready says: %i makes its check exit with %i', async (status, exitCode) => {
    const asked: (string | undefined)[] = [];
    const ready = createServer(({ url }, response) => {
      asked.push(url);
      response.writeHead(status).end();
    });
    await once(ready.listen(0, '127.0.0.1'), 'listening');
    const { port } = ready.address() as AddressInfo;
    const check = JSON.parse(instruction('HEALTHCHECK').replace(/^.*CMD /, '')) as string[];
    try {
      expect(check[0]).toBe('node');
      const exit = await run(process.execPath, check.slice(1), { env: { PORT: `${port}` } }).then(
        () => 0,
        (failure: unknown) => (failure as { code: number }).code,
      );
      expect({ exit, asked }).toEqual({ exit: exitCode, asked: ['/health/ready'] });
    } finally {
      ready.close();
    }
  });
});
