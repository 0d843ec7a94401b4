import type { Command } from 'commander';

/** What a command found or did. */
export interface Answer {
  /** For people; goes to standard output. */
  readonly text: string;
  /** For scripts, with `--json`: the one document on standard output. */
  readonly json: object;
  /** For people, beside an output that may be piped into a file; goes to standard error. */
  readonly hint?: string;
  /** Left out, the command is done: 0. */
  readonly exitCode?: number;
}

/** Makes a commander action of work that answers: prints the answer in the form that was asked for. */
export function answering<Arguments extends unknown[]>(work: (...given: Arguments) => Promise<Answer>) {
  return async function (this: Command, ...given: Arguments): Promise<void> {
    const { text, json, hint, exitCode } = await work(...given);
    if (this.optsWithGlobals<{ json?: true }>().json) process.stdout.write(`${JSON.stringify(json)}\n`);
    else {
      process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
      if (hint !== undefined) process.stderr.write(`${hint}\n`);
    }
    if (exitCode !== undefined) process.exitCode = exitCode;
  };
}
