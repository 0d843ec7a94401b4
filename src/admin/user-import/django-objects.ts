import { badInput } from '../../core/service-error.js';
import { MAX_ENTRY_LENGTH } from './entry.js';
import { parseObject } from './json-lines.js';

/** An object `{model, pk, fields}` of a fixture. */
export interface DjangoObject {
  readonly line: number;
  readonly model: unknown;
  /** Missing with `--natural-primary`. */
  readonly pk: unknown;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is in the place of an object. */
export interface NoObject {
  readonly line: number;
  readonly reason: 'cutShort' | 'notJson';
}

/**
 * The objects of the array that Django's `dumpdata` writes. Keeps no more than one of them.
 *
 * @throws BAD_USER_INPUT for what is no array of objects
 */
export async function* readObjects(text: AsyncIterable<string>): AsyncGenerator<DjangoObject | NoObject> {
  for await (const { line, text: json } of splitObjects(text)) {
    const object = json === undefined ? undefined : parseObject(json);
    const fields = object?.['fields'];
    if (json === undefined) yield { line, reason: 'cutShort' };
    else if (typeof fields !== 'object' || fields === null) yield { line, reason: 'notJson' };
    else yield { line, model: object?.['model'], pk: object?.['pk'], fields: { ...fields } };
  }
}

/** A user of whatever model. */
export function isUser({ fields }: DjangoObject): boolean {
  return 'username' in fields && 'password' in fields;
}

interface FoundObject {
  readonly line: number;
  /** Undefined where the file ends too early. */
  readonly text: string | undefined;
}

/** Cuts an array of objects into its objects, by their braces. */
async function* splitObjects(text: AsyncIterable<string>): AsyncGenerator<FoundObject> {
  const cutter = new ObjectCutter();
  for await (const piece of text) yield* cutter.cut(piece);
  if (!cutter.isClosed) yield { line: cutter.line, text: undefined };
}

class ObjectCutter {
  line = 1;
  isClosed = false;
  #isOpen = false;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #startLine = 0;
  #kept = '';

  *cut(piece: string): Generator<FoundObject> {
    let start = 0;
    for (let index = 0; index < piece.length; index += 1) {
      const character = piece.charAt(index);
      if (character === '\n') this.line += 1;
      if (this.#depth === 0) {
        if (this.#enter(character)) start = index;
      } else if (this.#leaves(character)) {
        yield { line: this.#startLine, text: this.#kept + piece.slice(start, index + 1) };
        this.#kept = '';
      }
    }
    if (this.#depth === 0) return;
    this.#kept += piece.slice(start);
    // The longest piece of a file has that much, and one object may be in two of them.
    if (this.#kept.length > 4 * MAX_ENTRY_LENGTH) throw notAFixture(this.#startLine);
  }

  /** @returns whether an object begins */
  #enter(character: string): boolean {
    if (/\s/.test(character)) return false;
    if (character === '{' && this.#isOpen && !this.isClosed) {
      this.#depth = 1;
      this.#startLine = this.line;
      return true;
    }
    if (character === '[' && !this.#isOpen) this.#isOpen = true;
    else if (character === ']' && this.#isOpen) this.isClosed = true;
    else if (character !== ',' || !this.#isOpen || this.isClosed) throw notAFixture(this.line);
    return false;
  }

  /** @returns whether the object ends */
  #leaves(character: string): boolean {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = this.#isInString;
    else if (character === '"') this.#isInString = !this.#isInString;
    else if (!this.#isInString && character === '{') this.#depth += 1;
    else if (!this.#isInString && character === '}') this.#depth -= 1;
    return this.#depth === 0;
  }
}

function notAFixture(line: number): Error {
  return badInput('file', `This is no array of objects, as Django's dumpdata writes it: see line ${line}.`);
}
