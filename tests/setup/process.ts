import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const running = new Set<ChildProcess>();

/** The built server as an operator starts it. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** The exit code; null when a signal ended it. */
  readonly exit: Promise<number | null>;
  /** Everything it printed so far. */
  output(): string;
  /** Resolves once it listens. */
  address(): Promise<string>;
}

/** A data folder of a test's own, with the tables made and nobody in them. */
export function preparedFolder(name: string): string {
  const folder = join(process.env['TEST_FOLDER'] ?? '', name);
  cpSync(join(process.env['TEST_PREPARED'] ?? '', 'data'), folder, { recursive: true });
  return folder;
}

/** A process of its own, with this environment and no other. */
export function startProcess(env: Record<string, string>, cwd = process.env['TEST_FOLDER']): ServerProcess {
  const child = spawn(process.execPath, [MAIN], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
  });
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const exit = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  const address = async () => {
    for (;;) {
      const found = /GraphQL +(http:\S+)\/graphql/.exec(output)?.[1];
      if (found) return found;
      if (child.exitCode !== null) throw new Error(output);
      await new Promise((next) => setTimeout(next, 20));
    }
  };
  return { child, exit, address, output: () => output };
}

export function killProcesses(): void {
  for (const child of running) child.kill('SIGKILL');
}
