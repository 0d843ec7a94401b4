import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A path in the folder of this test run, which is also where commands run. */
export function inTestFolder(...names: string[]): string {
  return join(process.env['TEST_FOLDER'] ?? '', ...names);
}

/** The built command line, as a process of its own with this environment and no other. */
export async function cli(
  args: readonly string[],
  { input = '', env = {} }: { input?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: inTestFolder(),
    env: { PATH: process.env['PATH'] ?? '', BCRYPT_COST: '10', ...env },
  });
  // A command that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined).end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** The one document that a command with --json prints: on standard output, or on standard error if it failed. */
export function document({ stdout, stderr }: Outcome): Record<string, unknown> {
  if ((stdout === '') === (stderr === '')) throw new Error(`Not one document: ${stdout}${stderr}`);
  return JSON.parse(stdout + stderr) as Record<string, unknown>;
}
