import type { Entry } from './entry.js';
import { splitLines } from './lines.js';

/** One JSON object a line. Empty lines are skipped. */
export async function* readJsonLines(text: AsyncIterable<string>): AsyncGenerator<Entry> {
  for await (const { line, text: json } of splitLines(text)) {
    if (json === undefined) yield { line, reason: 'tooLong' };
    else if (json.trim() !== '') {
      const fields = parseObject(json);
      yield fields ? { line, fields } : { line, reason: 'notJson' };
    }
  }
}

/** @returns undefined if the text is not a JSON object */
export function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
