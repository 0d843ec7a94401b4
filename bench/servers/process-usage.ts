import { readFileSync } from 'node:fs';

/** What a process has taken of the machine so far. */
export interface Usage {
  /** In user and in kernel mode, all threads. */
  readonly cpuSeconds: number;
  readonly residentMiB: number;
}

/** Fields 14 and 15 of proc(5) `stat` are hundredths of a second, `VmRSS` is kibibytes. */
export function usageOf(pid = 0): Usage | undefined {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [user = NaN, system = NaN] = fields.split(' ').slice(11, 13).map(Number);
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    // It has ended, and nobody has taken note of it yet.
    if (kibibytes === undefined) return undefined;
    return { cpuSeconds: (user + system) / 100, residentMiB: Number(kibibytes) / 1024 };
  } catch {
    return undefined;
  }
}
