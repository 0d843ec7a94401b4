import { describe, expect, it } from '@jest/globals';
import { printable, table } from '../../src/cli/table.js';

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

  it('shows what could move the cursor, break the line or turn the direction of writing', () => {
    expect(printable('a\u001B[2J\r\n\u0085\u2028\u202E\u2067b \u05D0')).toBe(
      'a\\u{1b}[2J\\u{d}\\u{a}\\u{85}\\u{2028}\\u{202e}\\u{2067}b \u05D0',
    );
  });
});
