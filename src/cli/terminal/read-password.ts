import type { Readable } from 'node:stream';
import askHidden from '@inquirer/password';
import { badInput, ServiceError } from '../../core/service-error.js';

/** No password is longer. Without a line end by then, the input is not a line. */
const MAX_BYTES = 4096;

/**
 * Reads a new password. At a terminal it prompts twice and shows nothing; otherwise it reads the first line of standard
 * input. Arguments and variables are never read: other processes and shell histories can see them.
 *
 * @param check throws a ServiceError for a password that is not allowed; at a terminal, the prompt is repeated
 * @throws BAD_USER_INPUT if there is no password, or the two differ
 */
export async function readNewPassword(check: (password: string) => void): Promise<string> {
  if (!process.stdin.isTTY) return readFirstLine(process.stdin);
  // Standard output is for the result.
  const terminal = { output: process.stderr };
  const password = await askHidden(
    { message: 'New password', toggleMask: false, validate: (text) => verdict(check, text) },
    terminal,
  );
  const again = await askHidden({ message: 'The same again', toggleMask: false }, terminal);
  if (again !== password) throw badInput('password', 'The two passwords differ.');
  return password;
}

function verdict(check: (password: string) => void, password: string): true | string {
  try {
    check(password);
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

/** @throws BAD_USER_INPUT if the line is empty or not UTF-8 */
export async function readFirstLine(input: Readable): Promise<string> {
  let read = Buffer.alloc(0);
  for await (const chunk of input) {
    read = Buffer.concat([read, chunk as Buffer]);
    if (read.includes('\n') || read.length > MAX_BYTES) break;
  }
  const [line = ''] = decode(read).split('\n');
  const password = line.replace(/\r$/, '');
  if (password === '')
    throw badInput('password', 'There is no password: the first line of standard input is empty.');
  return password;
}

/**
 * Refuses other bytes than UTF-8: they all decode to the same character, so other passwords would match too. Drops a
 * byte-order mark, which editors and shells on Windows write.
 */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badInput('password', 'The password on standard input is not UTF-8.');
  }
}
