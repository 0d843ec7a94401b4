import type { Readable } from 'node:stream';
import askHidden from '@inquirer/password';
import { badInput, ServiceError } from '../services/errors.js';

/** Far beyond any password; what has no line end by then is not a line with one. */
const MAX_BYTES = 4096;

/**
 * A new password: asked for twice, hidden, when a person sits at a terminal; otherwise the first line of
 * standard input. Never an argument or a variable, which other processes and shell histories can read.
 *
 * @param judge throws a ServiceError for a password that will not do, so that a person can try another
 * @throws BAD_USER_INPUT when there is none, or two that differ
 */
export async function readNewPassword(judge: (password: string) => void): Promise<string> {
  if (!process.stdin.isTTY) return readFirstLine(process.stdin);
  // Standard output belongs to the answer.
  const terminal = { output: process.stderr };
  const password = await askHidden(
    { message: 'New password', toggleMask: false, validate: (text) => verdict(judge, text) },
    terminal,
  );
  const again = await askHidden({ message: 'The same again', toggleMask: false }, terminal);
  if (again !== password) throw badInput('password', 'The two passwords differ.');
  return password;
}

function verdict(judge: (password: string) => void, password: string): true | string {
  try {
    judge(password);
    return true;
  } catch (error) {
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

/** @throws BAD_USER_INPUT when there is nothing in it, or no text */
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

/** Bytes that are not UTF-8 would all decode to the same character, and other passwords would fit, too. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw badInput('password', 'The password on standard input is not UTF-8.');
  }
}
