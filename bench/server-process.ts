import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export const OUR_SERVER = join(import.meta.dirname, '../dist/main.js');
export const BARE_SERVER = join(import.meta.dirname, 'bare-server.ts');

/** What both kinds of server are asked; it needs no database. */
export const QUERY = JSON.stringify({ query: '{ __typename }' });

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly graphql: string;
  /** From the start of the process to its first good answer. */
  readonly startMs: number;
  /** Processor time used so far; undefined where there is no /proc. */
  cpuSeconds(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a server and waits until it answers.
 *
 * @throws Error with what it printed, when it ends instead
 */
export async function startProcess(script: string, env: Record<string, string>): Promise<ServerProcess> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [script], {
    env: { PATH: process.env['PATH'] ?? '', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const graphql = `http://127.0.0.1:${port}/graphql`;
  while (!(await answers(graphql))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${script} ended: ${output}`);
    await wait(POLL_MS);
  }
  return {
    port,
    graphql,
    startMs: performance.now() - startedAt,
    cpuSeconds: () => cpuSecondsOf(child),
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

const POLL_MS = 5;

async function answers(graphql: string): Promise<boolean> {
  try {
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: QUERY,
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** In user and in kernel mode, all threads: fields 14 and 15 of proc(5), in hundredths of a second. */
function cpuSecondsOf({ pid = 0 }: ChildProcess): number | undefined {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user = NaN, system = NaN] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) / 100;
  } catch {
    return undefined;
  }
}
