import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readFirstLine } from '../../../src/cli/terminal/read-password.js';

function read(...chunks: (string | Uint8Array)[]): Promise<string> {
  return readFirstLine(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
}

describe('a password on standard input', () => {
  it.each([
    ['without a line end', ['pass word'], 'pass word'],
    ['with what is left of other systems', ['pass word\r\n'], 'pass word'],
    ['before other lines', ['pass word\nsecond'], 'pass word'],
    [
      'in pieces, in the middle of a character',
      [
        [0x70, 0xc3],
        [0xa9, 0x0a],
      ].map((b) => Uint8Array.from(b)),
      'p\u00e9',
    ],
    ['without the byte-order mark that Windows writes', ['\uFEFFpass word\r\n'], 'pass word'],
    ['with blanks, which are part of it', ['  pass word \n'], '  pass word '],
  ])('is the first line %s', async (_what, chunks, password) => {
    expect(await read(...chunks)).toBe(password);
  });

  it('does not wait for the end of the input', async () => {
    async function* typing() {
      yield Buffer.from('pass word\n');
      await new Promise(() => undefined);
    }
    expect(await readFirstLine(Readable.from(typing()))).toBe('pass word');
  });

  it.each([
    ['nothing', []],
    ['an empty line', ['\npass word']],
    ['bytes that are no UTF-8', [Uint8Array.from([0x70, 0xff, 0x0a])]],
  ])('is refused when it is %s', async (_what, chunks) => {
    await expect(read(...chunks)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'password' },
    });
  });
});
