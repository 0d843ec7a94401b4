import type { MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock, DAY_SECONDS } from '../core/clock.js';
import { databaseTrouble } from '../core/database-failure.js';
import type { Logger } from '../core/logger.js';
import { COUNT_OPEN, MARK_DEAD, MARK_DELIVERED, TAKE_NEXT, TRY_AGAIN } from './outbox.sql.js';

/** Delivers messages of one kind. It may be called twice for the same message. */
export type OutboxHandler = (payload: Record<string, unknown>) => Promise<Delivery>;

export type Delivery =
  | { kind: 'delivered' }
  /** `detail` goes to the log: nothing personal in it. `isFinal`: another try cannot succeed. */
  | { kind: 'failed'; detail: string; isFinal?: boolean };

export type OnOutcome = (kind: string, outcome: 'delivered' | 'failed' | 'dead') => void;

const unknownKind: OutboxHandler = async () => ({ kind: 'failed', detail: 'unknown kind' });

async function atMost(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  // A failure is in the log, and the message stays in the outbox.
  await Promise.race([work?.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Kinds are words of our own. */
function asArray(kinds: readonly string[]): string {
  return `{${kinds.join(',')}}`;
}

interface TakenMessage {
  readonly id: string;
  readonly kind: string;
  readonly payload: Record<string, unknown>;
  readonly tries: number;
  readonly is_dead: boolean;
}

const POLL_MS = 10_000;
const FIRST_RETRY_SECONDS = 10;
const LONGEST_RETRY_SECONDS = 3600;
/** A handler that takes longer has failed. Shorter than the lease: the next try begins after this one. */
const HANDLER_MS = 45_000;
const LEASE_SECONDS = 60;
/** Messages of one kind at once. A server that hangs holds up its own kind, and no other. */
const MAX_OF_KIND = 2;
/** How long `stop` waits. What is not delivered then is taken by another replica, or after the next start. */
const STOP_MS = 5000;

/** Delivers the messages of the outbox. Each replica has one. */
export class OutboxWorker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private isStopped = false;
  private isWoken = false;
  private onWoken: () => void = () => undefined;
  private readonly underWay = new Map<Promise<void>, string>();

  /**
   * @param handlers by kind. Messages of other kinds are left to replicas that know them
   * @param onOutcome counts each try
   */
  constructor(
    private readonly orm: MikroORM,
    readonly handlers: ReadonlyMap<string, OutboxHandler>,
    private readonly onOutcome: OnOutcome,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Looks for messages now and then, until `stop`. */
  start(): void {
    this.timer = setInterval(() => this.wake(), POLL_MS).unref();
    this.wake();
  }

  /** Looks for messages at once. */
  wake(): void {
    void this.deliverDue().catch((error: unknown) => {
      const { what } = databaseTrouble(error);
      this.logger.warn({ err: error }, `${what}, so mails and messages of the outbox wait`);
    });
  }

  /** Delivers all messages that are due now. A second call at the same time joins the first one. */
  deliverDue(): Promise<void> {
    this.isWoken = true;
    this.onWoken();
    this.running ??= this.run().finally(() => (this.running = undefined));
    return this.running;
  }

  /** Finishes the messages that are under way, for at most five seconds, and takes no other. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    await atMost(STOP_MS, this.running);
  }

  /** Delivers messages that are due for at most five seconds, as a command does before it ends. */
  async deliverBriefly(): Promise<void> {
    await atMost(STOP_MS, this.deliverDue());
    this.isStopped = true;
  }

  /** @returns how many messages wait, and how many were given up */
  async countOpen(): Promise<{ waiting: number; dead: number }> {
    const [counts] = await this.orm.em.fork().execute<{ waiting: number; dead: number }[]>(COUNT_OPEN);
    return counts ?? { waiting: 0, dead: 0 };
  }

  private async run(): Promise<void> {
    const failures: unknown[] = [];
    for (;;) {
      // A message may be added while the next one is read.
      this.isWoken = false;
      const message = this.isStopped ? undefined : await this.takeNext();
      if (message) this.begin(message, failures);
      else if (this.underWay.size > 0) await this.nextChange();
      else if (!this.isAwake()) break;
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Resolves when a message is added, or one that is under way is done. */
  private async nextChange(): Promise<void> {
    const { promise: woken, resolve } = Promise.withResolvers<undefined>();
    this.onWoken = () => resolve(undefined);
    if (this.isWoken) this.onWoken();
    await Promise.race([woken, ...this.underWay.keys()]);
  }

  private isAwake(): boolean {
    return this.isWoken && !this.isStopped;
  }

  private begin(message: TakenMessage, failures: unknown[]): void {
    const delivered = this.deliver(message)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => this.underWay.delete(delivered));
    this.underWay.set(delivered, message.kind);
  }

  private async takeNext(): Promise<TakenMessage | undefined> {
    const now = this.clock();
    const kinds = [...this.handlers.keys()];
    const inWork = [...this.underWay.values()];
    const free = kinds.filter((kind) => inWork.filter((one) => one === kind).length < MAX_OF_KIND);
    const values = [now, addSeconds(now, LEASE_SECONDS), addSeconds(now, -DAY_SECONDS)];
    const [next] = await this.orm.em
      .fork()
      .execute<TakenMessage[]>(TAKE_NEXT, [...values, asArray(kinds), asArray(free)]);
    return next;
  }

  private async deliver(message: TakenMessage): Promise<void> {
    const { id, kind, is_dead: isDead } = message;
    if (isDead) {
      this.report(message, 'dead', 'A day has passed');
      return;
    }
    const delivery = await this.attempt(message);
    if (delivery.kind === 'delivered') {
      await this.write(MARK_DELIVERED, this.clock(), id);
      this.onOutcome(kind, 'delivered');
    } else if (delivery.isFinal) {
      await this.write(MARK_DEAD, this.clock(), id);
      this.report(message, 'dead', delivery.detail);
    } else {
      await this.write(TRY_AGAIN, this.nextTryOf(message), id);
      this.report(message, 'failed', delivery.detail);
    }
  }

  private async attempt({ kind, payload }: TakenMessage): Promise<Delivery> {
    const { promise: late, resolve } = Promise.withResolvers<Delivery>();
    const timer = setTimeout(() => resolve({ kind: 'failed', detail: 'no result in time' }), HANDLER_MS);
    try {
      const handle = this.handlers.get(kind) ?? unknownKind;
      return await Promise.race([handle(payload), late]);
    } catch (error) {
      return { kind: 'failed', detail: error instanceof Error ? error.name : 'unknown' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** After 10, 20, 40 … seconds, at most an hour. */
  private nextTryOf({ tries }: TakenMessage): Date {
    const doublings = Math.min(tries - 1, 20);
    return addSeconds(this.clock(), Math.min(FIRST_RETRY_SECONDS * 2 ** doublings, LONGEST_RETRY_SECONDS));
  }

  private async write(statement: string, at: Date, id: string): Promise<void> {
    await this.orm.em.fork().execute(statement, [at, id]);
  }

  private report({ id, kind, tries }: TakenMessage, outcome: 'failed' | 'dead', detail: string): void {
    const details = { outbox: { id, kind, tries, detail } };
    if (outcome === 'dead') this.logger.error(details, 'A message of the outbox was given up');
    else this.logger.warn(details, 'A message of the outbox was not delivered; it is tried again');
    this.onOutcome(kind, outcome);
  }
}
