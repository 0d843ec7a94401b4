import type { Writable } from 'node:stream';

/** Shows the progress of a long command on one line of a terminal. Prints nothing elsewhere. */
export function progress(total: number, out: Writable & { isTTY?: boolean } = process.stderr) {
  let done = 0;
  return {
    step(): void {
      done += 1;
      if (out.isTTY) out.write(`\r${done} of ${total}`);
    },
    /** Clears the line. */
    end(): void {
      if (out.isTTY) out.write('\r\u001B[K');
    },
  };
}
