import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Usage, usageOf } from './process-usage.js';

const ROOT = join(import.meta.dirname, '../..');

/** A script, and what Node.js is started with. */
export interface Program {
  readonly nodeOptions?: readonly string[];
  readonly script: string;
}

/** As `npm run serve` starts it, with the options of Node.js that it names. */
export const OUR_SERVER: Program = servedProgram();
export const BARE_SERVER = benchProgram('bare.server.ts');
export const MINIMAL_APOLLO = benchProgram('minimal-apollo.server.ts');

/** What every server is asked; it needs no database. */
export const QUERY = JSON.stringify({ query: '{ __typename }' });

/** A server in a process of its own. */
export interface ServerProcess {
  readonly port: number;
  readonly graphql: string;
  /** From the start of the process to its first valid reply. */
  readonly startMs: number;
  /** Undefined where there is no /proc. */
  usage(): Usage | undefined;
  /** Sends a signal, and returns the next line that the process prints. */
  signal(signal: NodeJS.Signals): Promise<string>;
  /** Does nothing if it has ended. */
  stop(): Promise<void>;
}

/** How a server is asked whether it is there. */
export interface Probe {
  readonly path: string;
  readonly method: 'GET' | 'POST';
}

const GRAPHQL: Probe = { path: '/graphql', method: 'POST' };

/**
 * Starts a server and waits for its first reply.
 *
 * @throws Error with what it printed, when it ends instead
 */
export async function startProcess(
  { nodeOptions = [], script }: Program,
  env: Record<string, string>,
  probe = GRAPHQL,
): Promise<ServerProcess> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...nodeOptions, script], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // However the bench ends, no server outlives it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.removeListener('exit', kill));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-MAX_OUTPUT);
    });
  while (!(await replies(port, probe))) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`${script} ended: ${output}`);
    await wait(POLL_MS);
  }
  return {
    port,
    graphql: `http://127.0.0.1:${port}${GRAPHQL.path}`,
    startMs: performance.now() - startedAt,
    usage: () => usageOf(child.pid),
    signal: async (signal) => {
      const printed = once(child.stdout, 'data') as Promise<[Buffer]>;
      child.kill(signal);
      const [line] = await printed;
      return line.toString();
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

const POLL_MS = 5;
const MAX_OUTPUT = 10_000;

async function replies(port: number, { path, method }: Probe): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { connection: 'close', ...(method === 'POST' && { 'content-type': 'application/json' }) },
      ...(method === 'POST' && { body: QUERY }),
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

function servedProgram(): Program {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: { serve: string };
  };
  const [, ...words] = scripts.serve.split(' ');
  return { nodeOptions: words.slice(0, -1), script: join(ROOT, words.at(-1) ?? '') };
}

/** A server of the bench is TypeScript that runs as it is. */
function benchProgram(name: string): Program {
  return {
    nodeOptions: ['--import', join(ROOT, 'bench/resolve.mjs')],
    script: join(import.meta.dirname, name),
  };
}
