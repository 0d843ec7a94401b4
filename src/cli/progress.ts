import type { Writable } from 'node:stream';

/** How far a long command is, on one line of the terminal that is written over. Silent where nobody looks. */
export function progress(total: number, out: Writable & { isTTY?: boolean } = process.stderr) {
  let done = 0;
  return {
    step(): void {
      done += 1;
      if (out.isTTY) out.write(`\r${done} of ${total}`);
    },
    /** Leaves the line empty for what comes next. */
    end(): void {
      if (out.isTTY) out.write('\r\u001B[K');
    },
  };
}
