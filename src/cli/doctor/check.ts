/** One thing that was checked. Holds nothing secret: it may be copied into a ticket. */
export interface Check {
  /** Stable, for scripts. */
  readonly name: string;
  /** A `problem` stops the server from working, now or later. `advice` does not: the setting may be intended. */
  readonly status: 'ok' | 'advice' | 'problem';
  readonly detail: string;
  /** What to do about it. Unset where `detail` says so. */
  readonly fix?: string;
}

export function ok(name: string, detail: string): Check {
  return { name, status: 'ok', detail };
}

export function advice(name: string, detail: string, fix?: string): Check {
  return { name, status: 'advice', detail, ...(fix !== undefined && { fix }) };
}

export function problem(name: string, detail: string, fix?: string): Check {
  return { name, status: 'problem', detail, ...(fix !== undefined && { fix }) };
}
