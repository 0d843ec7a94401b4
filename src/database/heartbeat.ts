import { randomUUID } from 'node:crypto';

/** Checks that a connection receives notifications: one that is sent on its own channel must arrive in time. */
export class Heartbeat {
  readonly channel = `echo_${randomUUID().replaceAll('-', '')}`;
  private onArrival: () => void = () => undefined;

  constructor(private readonly withinMs: number) {}

  /** Call this when the notification arrives. */
  readonly onNotification = (): void => this.onArrival();

  /** @throws what `call` throws; an error when `call` is not done, or no notification arrives, in time */
  async check(call: (statement: string) => Promise<unknown>): Promise<void> {
    const { promise: arrival, resolve } = Promise.withResolvers<undefined>();
    const { promise: late, reject } = Promise.withResolvers<never>();
    this.onArrival = () => resolve(undefined);
    const timer = setTimeout(() => reject(new Error(NOTHING_ARRIVES)), this.withinMs).unref();
    try {
      await Promise.race([Promise.all([call(`notify ${this.channel}`), arrival]), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const NOTHING_ARRIVES =
  'Notifications of the database do not arrive. A pooler must be in session mode, or DATABASE_URL must bypass it.';
