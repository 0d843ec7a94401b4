import stringWidth from 'string-width';

const GAP = '  ';

/**
 * Columns that line up in a terminal, whatever the script: a Chinese character is two cells wide.
 *
 * @param rows as many cells each as there are titles
 */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, ...rows.map((row) => row.map(printable))];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => stringWidth(line[column] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Text of others as it may go to a terminal: what could move the cursor or turn the direction of writing is
 * shown as its code point. A username must not be able to rewrite the list that it stands in.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - stringWidth(cell));
}

/** A time as people read it in a table: `2026-03-01 12:00`. */
export function utcMinute(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ');
}
