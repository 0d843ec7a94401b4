import { randomUUID } from 'node:crypto';

/** Whether a connection hears what is announced: a call on a channel of its own must come back in time. */
export class Echo {
  readonly channel = `echo_${randomUUID().replaceAll('-', '')}`;
  private onHeard: () => void = () => undefined;

  constructor(private readonly withinMs: number) {}

  /** A call came back. */
  readonly hear = (): void => this.onHeard();

  /** @throws what `call` throws; an error when nothing comes back in time */
  async answers(call: (statement: string) => Promise<unknown>): Promise<void> {
    const { promise: heard, resolve, reject } = Promise.withResolvers<undefined>();
    this.onHeard = () => resolve(undefined);
    const timer = setTimeout(() => reject(new Error(DEAF)), this.withinMs).unref();
    try {
      await Promise.all([call(`notify ${this.channel}`), heard]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const DEAF =
  'What the database announces does not arrive. A pooler must be in session mode, or DATABASE_URL lead past it.';
