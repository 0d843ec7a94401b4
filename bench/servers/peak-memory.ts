import type { ServerProcess } from './server-process.js';

const SAMPLE_MS = 500;

/** Watches the resident memory of a process. */
export interface PeakMemory {
  /** Ends the watch. @returns the most that was seen, in MiB */
  stop(): number;
}

export function watchPeakMemory({ usage }: ServerProcess): PeakMemory {
  let peakMiB = 0;
  const sample = () => {
    peakMiB = Math.max(peakMiB, usage()?.residentMiB ?? 0);
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  return {
    stop: () => {
      clearInterval(sampling);
      sample();
      return peakMiB;
    },
  };
}
