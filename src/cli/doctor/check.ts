/** What was looked at, and what is to be said of it. Holds nothing secret: it may end up in a ticket. */
export interface Check {
  /** Stable, for scripts. */
  readonly name: string;
  /** A `problem` keeps the server from working, now or when it matters; a `warning` does not. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly detail: string;
  /** What to do about it. */
  readonly mend?: string;
}

export function ok(name: string, detail: string): Check {
  return { name, status: 'ok', detail };
}

export function warning(name: string, detail: string, mend: string): Check {
  return { name, status: 'warning', detail, mend };
}

export function problem(name: string, detail: string, mend: string): Check {
  return { name, status: 'problem', detail, mend };
}
