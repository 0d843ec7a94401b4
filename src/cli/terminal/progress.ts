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

/** The same where nobody knows how many there are: shows the share of the bytes that were read. */
export function shareProgress(totalBytes: number, out: Writable & { isTTY?: boolean } = process.stderr) {
  let done = 0;
  let share = 0;
  return {
    read: (bytes: number): void => {
      share = totalBytes > 0 ? Math.min(100, Math.floor((bytes * 100) / totalBytes)) : 0;
    },
    step(): void {
      done += 1;
      if (out.isTTY && done % SHOWN_EVERY === 0) out.write(`\r${done}, ${share} % of the file`);
    },
    /** Clears the line. */
    end(): void {
      if (out.isTTY) out.write('\r\u001B[K');
    },
  };
}

const SHOWN_EVERY = 100;
