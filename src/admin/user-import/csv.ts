import { badInput } from '../../core/service-error.js';
import { type Entry, IMPORT_FIELDS, MAX_ENTRY_LENGTH } from './entry.js';
import { splitLines } from './lines.js';

interface Record {
  readonly line: number;
  /** Undefined if the line is not a record. */
  readonly cells: readonly string[] | undefined;
}

/**
 * RFC 4180, with commas and a first line that names the columns, in any order. A cell may hold line breaks.
 *
 * @throws BAD_USER_INPUT for a column that no user has
 */
export async function* readCsv(text: AsyncIterable<string>): AsyncGenerator<Entry> {
  let columns: readonly string[] | undefined;
  for await (const { line, cells } of readRecords(text))
    if (!columns) columns = requireColumns(cells ?? []);
    else if (cells?.length === columns.length)
      yield { line, fields: Object.fromEntries(columns.map((column, index) => [column, cells[index]])) };
    else yield { line, reason: 'notCsv' };
}

/** A record goes on in the next line while a quote is open. */
async function* readRecords(text: AsyncIterable<string>): AsyncGenerator<Record> {
  let open: { line: number; text: string } | undefined;
  for await (const { line, text: next } of splitLines(text)) {
    if (!open && next?.trim() === '') continue;
    const record = open
      ? { line: open.line, text: `${open.text}\n${next ?? ''}` }
      : { line, text: next ?? '' };
    const isTooLong = next === undefined || record.text.length > MAX_ENTRY_LENGTH;
    const cells = isTooLong ? undefined : splitCells(record.text);
    open = cells === 'open' ? record : undefined;
    if (cells !== 'open') yield { line: record.line, cells };
  }
  if (open) yield { line: open.line, cells: undefined };
}

/** @returns `open` if a quote is not closed; undefined if the text is not a record */
function splitCells(text: string): readonly string[] | 'open' | undefined {
  const cells: string[] = [];
  const cell = /"((?:[^"]|"")*)"(?=,|$)|([^",]*)(?=,|$)/y;
  for (let at = 0; at <= text.length; at = cell.lastIndex + 1) {
    cell.lastIndex = at;
    const match = cell.exec(text);
    if (!match) return /^"(?:[^"]|"")*$/.test(text.slice(at)) ? 'open' : undefined;
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  }
  return cells;
}

function requireColumns(cells: readonly string[]): readonly string[] {
  const columns = cells.map((cell) => cell.trim());
  const known: readonly string[] = IMPORT_FIELDS;
  const wrong = columns.filter((name, index) => !known.includes(name) || columns.indexOf(name) !== index);
  if (wrong.length > 0 || !columns.includes('username'))
    throw badInput(
      'file',
      `The first line must name the columns, separated by commas: ${IMPORT_FIELDS.join(', ')}. Only username must be there.`,
    );
  return columns;
}
