import { describe, expect, it } from '@jest/globals';
import { toJson } from '../../../src/cli/terminal/output.js';
import { printable, table } from '../../../src/cli/terminal/table.js';

describe('a table', () => {
  it('lines up scripts of any width', () => {
    expect(
      table(
        ['NAME', 'X'],
        [
          ['ada', '1'],
          ['山田', '2'],
          ['e\u0301', '3'],
        ],
      ),
    ).toBe(['NAME  X', 'ada   1', '山田  2', 'e\u0301     3'].join('\n'));
  });

  it('shows characters that move the cursor, break lines or turn the direction', () => {
    expect(printable('a\u001B[2J\r\n\u0085\u2028\u202E\u2067b \u05D0')).toBe(
      'a\\u{1b}[2J\\u{d}\\u{a}\\u{85}\\u{2028}\\u{202e}\\u{2067}b \u05D0',
    );
  });
});

describe('a JSON document', () => {
  it('holds no character that steers a terminal, and means the same', () => {
    const user = { username: 'a\u001B[2J\u007F\u009B2J\u2028\u202E\u2067b \u05D0' };
    const text = toJson(user);
    expect(text).not.toMatch(/[\p{Cc}\p{Zl}\u202E\u2067]/u);
    expect(text).toContain('\u05D0');
    expect(JSON.parse(text)).toEqual(user);
  });
});
