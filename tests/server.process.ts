import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { cli, document } from './cli/harness.js';
import { App } from './setup/factors/authenticator-app.js';
import { Client, dataOf, pairOf } from './setup/client.js';
import { createDatabase, createEmptyDatabase } from './setup/database/database.js';
import { eventually } from './setup/eventually.js';
import { onServer } from './setup/global-setup.mjs';
import { killProcesses, preparedFolder, startProcess } from './setup/process.js';

afterEach(killProcesses);

async function refusal(env: Record<string, string>, cwd?: string) {
  const { exit, output } = startProcess(env, cwd);
  return { code: await exit, output: output().trim() };
}

const folder = (name: string) => join(process.env['TEST_FOLDER'] ?? '', name);

describe('the process', () => {
  it('names the demo user, serves, and reports its stop on SIGINT and SIGTERM', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const server = startProcess({ DATA_DIR: folder('demo') });
      const url = await server.address();
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          query: 'mutation { obtainToken(username: "twilio", password: "twiliopass") { __typename } }',
        }),
      });
      expect(await response.json()).toEqual({ data: { obtainToken: { __typename: 'TokenPair' } } });
      server.child.kill(signal);
      expect(await server.exit).toBe(0);
      expect(server.output()).toContain('Demo user  twilio / twiliopass');
      expect(server.output()).toMatch(/\n {2}Stopped\.\n$/);
    }
  });

  it('prints no log line before the addresses, unless LOG_LEVEL asks for it', async () => {
    for (const env of [{}, { LOG_LEVEL: 'debug' }]) {
      const server = startProcess({ DATA_DIR: preparedFolder(randomUUID()), ...env });
      await server.address();
      const lines = server.output().slice(0, server.output().indexOf('GraphQL ')).split('\n');
      expect(lines.some((line) => line.includes('INFO'))).toBe('LOG_LEVEL' in env);
      server.child.kill('SIGTERM');
      await server.exit;
    }
  });

  it('prints no secret of an authenticator app, at the most detailed level of the log', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('app-secret'), LOG_LEVEL: 'trace' });
    const client = new Client(await server.address(), '127.0.0.1');
    const { access } = pairOf(dataOf(await client.obtainToken('twilio', 'twiliopass')).obtainToken);
    const signedIn = client.as(access);
    const { enrollment, secret } = dataOf(await signedIn.startAuthenticatorApp()).startAuthenticatorApp;
    dataOf(await signedIn.confirmAuthenticatorApp(enrollment, new App(secret).codeAt(new Date())));
    server.child.kill('SIGTERM');
    await server.exit;
    expect(server.output()).toContain('authenticatorAdded');
    for (const hidden of [secret, 'otpauth']) expect(server.output()).not.toContain(hidden);
  });

  it('names the demo user, or the command that creates a user', async () => {
    const database = await createDatabase();
    const server = startProcess({ DATA_DIR: preparedFolder('first-user'), ...database.env });
    await server.address();
    await eventually(() => expect(server.output()).toMatch(/(twiliopass|makes one).*\n\n/));
    const isServed = 'DATABASE_URL' in database.env;
    expect(server.output().includes('twiliopass')).toBe(!isServed);
    expect(server.output().includes('npm run cli -- user create ada --staff')).toBe(isServed);
    server.child.kill('SIGTERM');
    await server.exit;
    await database.pglite?.close();
    await database.drop();
  });

  it('serves again at once after it was killed', async () => {
    const data = { DATA_DIR: preparedFolder('killed') };
    const first = startProcess(data);
    await first.address();
    first.child.kill('SIGKILL');
    await first.exit;
    const second = startProcess(data);
    expect((await fetch(`${await second.address()}/health/ready`)).status).toBe(200);
  });

  it('says in one line that Node.js is too old', async () => {
    const engines = readFileSync(join(import.meta.dirname, '../package.json'), 'utf8');
    const oldest = /"node": ">=([\d.]+)"/.exec(engines)?.[1] ?? '';
    const pretend = 'Object.defineProperty(process,`versions`,{value:{...process.versions,node:`20.19.0`}})';
    const { code, output } = await refusal({ NODE_OPTIONS: `--import=data:text/javascript,${pretend}` });
    expect({ code, lines: output.split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toMatch(new RegExp(`^Node.js ${oldest} or later is needed; this is 20.19.0. `));
  });

  it('names every wrong key of the configuration at once, and none of the values', async () => {
    const { code, output } = await refusal({
      PORT: 'eighty',
      BCRYPT_COST: '4',
      REDIS_URL: 'hunter2',
      GRAPHIQL: 'maybe',
    });
    expect(code).toBe(1);
    for (const key of ['PORT', 'BCRYPT_COST', 'REDIS_URL', 'GRAPHIQL']) expect(output).toContain(key);
    expect(output).not.toMatch(/hunter2|eighty|maybe/);
  });

  it('reads a .env written on Windows, with a byte-order mark or in UTF-16', async () => {
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const cwd = folder(`dotenv-${encoding}`);
      mkdirSync(cwd);
      writeFileSync(join(cwd, '.env'), '\uFEFFLOG_LEVEL=loud\n', encoding);
      const { code, output } = await refusal({}, cwd);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining('LOG_LEVEL must be') });
    }
  });

  it('names a key file that is not there together with the other wrong keys', async () => {
    const { code, output } = await refusal({ PORT: 'eighty', JWT_KEYS: '/nope.pem' });
    expect(code).toBe(1);
    expect(output).toMatch(/- PORT must be.*\n {2}- JWT_KEYS: The key file \/nope\.pem cannot be read/);
  });

  it('warns of a setting that is probably mistyped', async () => {
    const server = startProcess({ DATA_DIR: preparedFolder('mistyped'), CORS_ORIGIN: 'x' });
    await server.address();
    server.child.kill('SIGTERM');
    await server.exit;
    expect(server.output()).toContain(
      'CORS_ORIGIN is not a setting of this server: do you mean CORS_ORIGINS?',
    );
  });

  it('does not start in production on what is not safe there', async () => {
    const { code, output } = await refusal({ NODE_ENV: 'production', TWO_FACTOR_PROVIDER: 'simulator' });
    expect(code).toBe(1);
    for (const key of ['TWO_FACTOR_PROVIDER', 'DATABASE_URL', 'JWT_KEYS', 'PUBLIC_URL'])
      expect(output).toContain(key);
  });

  it('says in one line that the port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const { code, output } = await refusal({ DATA_DIR: preparedFolder('port'), PORT: String(port) });
    taken.close();
    expect(code).toBe(1);
    expect(output.split('\n').at(-1)).toBe(
      `Port ${port} is in use. Stop the process that listens there, or set PORT to another one.`,
    );
  });

  it.each(['nowhere.invalid', '203.0.113.7'])(
    'says in one line that it cannot listen on %s',
    async (HOST) => {
      const { code, output } = await refusal({ DATA_DIR: preparedFolder(`host-${HOST}`), HOST });
      expect(code).toBe(1);
      expect(output.split('\n').at(-1)).toMatch(/^HOST cannot be listened on \(E\w+\)\. .+\.$/);
      expect(output).not.toContain('    at ');
    },
  );

  it('says in one line that the database cannot be reached', async () => {
    const { code, output } = await refusal({ DATABASE_URL: 'postgresql://127.0.0.1:9/none' });
    expect({ code, lines: output.split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toContain('The database cannot be reached');
  });

  const onServed = process.env['TEST_DATABASE_URL'] ? it.each : it.skip.each;

  onServed<[what: string, statements: (role: string) => string[], message: RegExp]>([
    [
      'holds a table of another program',
      () => ['create table users (id int)'],
      /^The schema public has a table users of another program\. .*DATABASE_SCHEMA/,
    ],
    [
      'holds a migrations table of another program',
      () => ['create table migrations (version int)'],
      /^The schema public has a table migrations of another program\. .*DATABASE_SCHEMA/,
    ],
    [
      'is newer than the server',
      (role) => [
        'create table migrations (id int, name text, executed_at timestamptz)',
        `insert into migrations (name) values ('9999-later')`,
        `grant all on migrations to ${role}`,
      ],
      /does not know: 9999-later\. .*run that version/,
    ],
    ['may not be written', () => [], /^The user of DATABASE_URL may not make tables .* grant create/],
  ])('says in one line, as doctor does, that the database %s', async (_what, statements, message) => {
    const database = await createEmptyDatabase();
    const own = new URL(database.url);
    own.username = `role_${own.pathname.slice(1)}`;
    own.password = 'x';
    try {
      await onServer(database.url, [
        `create role ${own.username} login password 'x'`,
        'revoke create on schema public from public',
        ...statements(own.username),
      ]);
      const env = { DATABASE_URL: own.href, DATA_DIR: folder('any') };
      const { code, output } = await refusal({ ...env, MIGRATE_ON_START: 'true' });
      expect({ code, lines: output.split('\n').length }).toEqual({ code: 1, lines: 1 });
      expect(output).toMatch(message);
      const doctor = await cli(['doctor', '--json'], { env });
      expect([doctor.code, doctor.stderr]).toEqual([1, '']);
      expect(document(doctor)).toMatchObject({
        checks: expect.arrayContaining([
          expect.objectContaining({ name: 'migrations', status: 'problem', detail: output }),
        ]),
      });
      const migrate = await cli(['migrate'], { env });
      expect(migrate).toMatchObject({ code: 3, stdout: '' });
      expect(migrate.stderr.trim().split('\n')).toEqual([expect.stringContaining(output)]);
    } finally {
      await onServer(database.url, [`drop owned by ${own.username}`, `drop role ${own.username}`]);
      await database.drop();
    }
  });

  it('says in one line that Redis cannot be used', async () => {
    const { code, output } = await refusal({
      DATA_DIR: preparedFolder('no-redis'),
      REDIS_URL: 'redis://:hunter2@127.0.0.1:9',
    });
    expect({ code, lines: output.split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toMatch(/^Redis cannot be used: .*ECONNREFUSED.* Check REDIS_URL\.$/);
    expect(output).not.toContain('hunter2');
  });

  it('says in one line that another process has the data folder', async () => {
    const first = startProcess({ DATA_DIR: preparedFolder('locked') });
    await first.address();
    const { code, output } = await refusal({ DATA_DIR: folder('locked') });
    expect(code).toBe(1);
    expect(output).toMatch(/^DATA_DIR .*locked is in use by another process\. .*\.$/);
  });

  it('says in one line that the data folder cannot be made or is damaged', async () => {
    writeFileSync(folder('a-file'), '');
    const noFolder = await refusal({ DATA_DIR: folder('a-file') });
    expect(noFolder.code).toBe(1);
    expect(noFolder.output.split('\n')).toHaveLength(1);
    expect(noFolder.output).toContain('DATA_DIR');

    mkdirSync(folder('damaged/pg'), { recursive: true });
    writeFileSync(folder('damaged/pg/PG_VERSION'), 'not a version');
    chmodSync(folder('damaged/pg'), 0o700);
    const damaged = await refusal({ DATA_DIR: folder('damaged') });
    expect(damaged.code).toBe(1);
    expect(damaged.output.split('\n')).toHaveLength(1);
    expect(damaged.output).toContain('does not open');
  });

  it('says in one line which key file cannot be used', async () => {
    writeFileSync(folder('broken.pem'), 'no key');
    const { code, output } = await refusal({ DATA_DIR: folder('key'), JWT_KEYS: folder('broken.pem') });
    expect({ code, lines: output.split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(output).toContain('broken.pem');

    mkdirSync(folder('sealing'));
    writeFileSync(folder('sealing/secrets-key'), 'too short');
    const sealing = await refusal({ DATA_DIR: folder('sealing') });
    expect({ code: sealing.code, lines: sealing.output.split('\n').length }).toEqual({ code: 1, lines: 1 });
    expect(sealing.output).toContain('secrets-key');
  });
});
