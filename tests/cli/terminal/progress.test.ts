import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { shareProgress } from '../../../src/cli/terminal/progress.js';

/** What is written for 250 users, of which 100 are in the first quarter of the file. */
function shownOn(isTTY: boolean, totalBytes = 1000): string {
  let text = '';
  const write = (chunk: Buffer, _encoding: string, done: () => void) => {
    text += chunk.toString();
    done();
  };
  const shown = shareProgress(totalBytes, Object.assign(new Writable({ write }), { isTTY }));
  shown.read(250);
  for (let user = 1; user <= 250; user++) {
    shown.step();
    if (user === 100) shown.read(1000);
  }
  shown.end();
  return text;
}

it('a terminal shows the users and the share of the file, every hundred users', () => {
  expect(shownOn(true)).toBe('\r100, 25 % of the file\r200, 100 % of the file\r\u001B[K');
});

it('a file whose length nobody knows has no share, and only a terminal is written to', () => {
  expect(shownOn(true, 0)).toBe('\r100, 0 % of the file\r200, 0 % of the file\r\u001B[K');
  expect(shownOn(false)).toBe('');
});
