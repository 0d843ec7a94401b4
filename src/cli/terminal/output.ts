import type { Command } from 'commander';
import { escapeUnprintable } from './table.js';

/** The result of a command. */
export interface Output {
  /** For people, on standard output. */
  readonly text: string;
  /** For scripts, with `--json`: the one document on standard output. */
  readonly json: object;
  /** For people, on standard error: the text may be redirected into a file. Not printed with `--json`. */
  readonly hint?: string;
  /** The same, but printed with `--json` too. */
  readonly warning?: string | undefined;
  /** 0 if unset. */
  readonly exitCode?: number;
}

/** Makes a commander action that prints the output of `work` as text, or as JSON with `--json`. */
export function printing<Arguments extends unknown[]>(work: (...given: Arguments) => Promise<Output>) {
  return async function (this: Command, ...given: Arguments): Promise<void> {
    const { text, json, hint, warning, exitCode } = await work(...given);
    if (this.optsWithGlobals<{ json?: true }>().json) process.stdout.write(`${toJson(json)}\n`);
    else {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      if (hint !== undefined) process.stderr.write(`${hint}\n`);
    }
    if (warning !== undefined) process.stderr.write(`${warning}\n`);
    if (exitCode !== undefined) process.exitCode = exitCode;
  };
}

/** JSON in which no text of others can steer a terminal; `JSON.stringify` escapes only some of these characters. */
export function toJson(document: object): string {
  return escapeUnprintable(
    JSON.stringify(document),
    (codePoint) => `\\u${codePoint.toString(16).padStart(4, '0')}`,
  );
}
