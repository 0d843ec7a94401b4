import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of a test's own, made by Debian's programs. They refuse to run as root. */
export interface Cluster {
  readonly folder: string;
  readonly port: number;
  url(database: string): string;
  /** @param address where it listens, besides its socket in `folder`; empty: nowhere else */
  start(address?: string): void;
  /** As in a power cut. */
  kill(): void;
  promote(): void;
}

/** User and group to run servers as: nobody special, when the tests run as root. */
export function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

/** An empty folder that the unprivileged user owns. */
export function ownFolder(): string {
  const folder = join(tmpdir(), `two-factor-${randomUUID()}`);
  mkdirSync(folder, { mode: 0o700 });
  const { uid, gid } = unprivileged();
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return folder;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a primary, or a standby of one. */
export async function startCluster(primary?: Cluster): Promise<Cluster> {
  const folder = ownFolder();
  const port = await freePort();
  if (primary) run('pg_basebackup', ['-D', folder, '-R', '--checkpoint=fast', '-d', primary.url('postgres')]);
  else run('initdb', ['-D', folder, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync']);
  const cluster: Cluster = {
    folder,
    port,
    url: (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    start: (address = '127.0.0.1') => {
      const options = `-p ${port} -c listen_addresses='${address}' -c unix_socket_directories=${folder} -c fsync=off`;
      run('pg_ctl', ['-D', folder, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
    },
    kill: () => run('pg_ctl', ['-D', folder, '-m', 'immediate', '-w', 'stop']),
    promote: () => run('pg_ctl', ['-D', folder, '-w', 'promote']),
  };
  cluster.start();
  return cluster;
}

function run(program: string, args: readonly string[]): void {
  const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a));
  const path = join('/usr/lib/postgresql', versions[0] ?? '', 'bin', program);
  execFileSync(path, args, { ...unprivileged(), cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Starts a server program, and waits until its port takes connections. @returns what ends it */
export async function startProgram(
  program: string,
  args: readonly string[],
  isUp: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const child = spawn(program, args, { ...unprivileged(), cwd: tmpdir(), stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let tries = 0; ; tries++) {
    try {
      await isUp();
      break;
    } catch (error) {
      if (tries > 100 || child.exitCode !== null) throw error;
      await new Promise((next) => setTimeout(next, 100));
    }
  }
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}
