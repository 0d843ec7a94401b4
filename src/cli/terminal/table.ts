import stringWidth from 'string-width';

const GAP = '  ';

/**
 * Aligns columns for a terminal, in any script: a Chinese character is two cells wide.
 *
 * @param rows each with one cell per title
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

/** Makes text of others safe for a terminal: a username must not be able to rewrite the list that it is in. */
export function printable(text: string): string {
  return escapeUnprintable(text, (codePoint) => `\\u{${codePoint.toString(16)}}`);
}

/** Escapes characters that move the cursor or change the direction of writing. */
export function escapeUnprintable(text: string, escape: (codePoint: number) => string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, (character) =>
    escape(character.codePointAt(0) ?? 0),
  );
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(width - stringWidth(cell));
}

/** A time for a table: `2026-03-01 12:00`. */
export function utcMinute(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ');
}
