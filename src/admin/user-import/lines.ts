import { MAX_ENTRY_LENGTH } from './entry.js';

export interface Line {
  /** From 1. */
  readonly line: number;
  /** Without its end. Undefined for one that is longer than any entry. */
  readonly text: string | undefined;
}

/** Splits a text into lines that end with LF or CRLF. Keeps no more than one of them. */
export async function* splitLines(text: AsyncIterable<string>): AsyncGenerator<Line> {
  let line = 1;
  let kept = '';
  let isTooLong = false;
  const finish = (): Line => {
    const finished = { line, text: isTooLong ? undefined : kept.replace(/\r$/, '') };
    line += 1;
    kept = '';
    isTooLong = false;
    return finished;
  };
  for await (const piece of text) {
    const parts = piece.split('\n');
    for (const [index, part] of parts.entries()) {
      if (index > 0) yield finish();
      if (kept.length + part.length > MAX_ENTRY_LENGTH) isTooLong = true;
      else kept += part;
    }
  }
  if (kept !== '' || isTooLong) yield finish();
}
