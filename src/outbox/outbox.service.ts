import { randomUUID } from 'node:crypto';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { addSeconds, type Clock } from '../core/clock.js';
import type { Logger } from '../core/logger.js';
import type { KeptEffect, RequestScope } from '../core/request-scope.js';
import { afterCommit, type EffectKeeper } from '../core/transaction.js';
import { OutboxMessage } from './outbox-message.entity.js';

/** Time for the process that committed to do it by itself. */
const KEPT_EFFECT_SECONDS = 10;

/** Writes what must happen after a commit into the transaction that makes it necessary. */
export class OutboxService implements EffectKeeper {
  private readonly settling = new Set<Promise<unknown>>();
  private onAdded: () => void = () => undefined;

  constructor(
    private readonly orm: MikroORM,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @param onAdded runs once a message stands: the worker need not wait for its next look */
  watch(onAdded: () => void): void {
    this.onAdded = onAdded;
  }

  /**
   * Adds a message. It stands or falls with the transaction.
   *
   * @param message its payload holds ids and words of our own, no secrets
   * @param scope of the transaction
   */
  async add(message: KeptEffect, scope: Pick<RequestScope, 'em' | 'afterCommit'>): Promise<void> {
    await scope.em.insert(OutboxMessage, this.rowOf(message, this.clock()));
    this.noteAdded(scope);
  }

  /** Has the worker look, once the transaction of a message stands that a feature's own statement wrote. */
  noteAdded(scope: Pick<RequestScope, 'afterCommit'>): void {
    afterCommit(scope, () => this.onAdded());
  }

  /**
   * Keeps effects that this process has after the commit, in case it never learns that the transaction was committed.
   *
   * @returns what removes them again, once they happened
   */
  async keep(effects: readonly KeptEffect[], em: EntityManager): Promise<() => void> {
    const dueAt = addSeconds(this.clock(), KEPT_EFFECT_SECONDS);
    const rows = effects.map((effect) => this.rowOf(effect, dueAt));
    await em.insertMany(OutboxMessage, rows);
    return () => this.settle(rows.map(({ id }) => id));
  }

  /** Resolves when no statement of this service is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.settling);
  }

  /** Not awaited by the request. If it fails, the effects happen twice. */
  private settle(ids: string[]): void {
    const done = this.orm.em
      .fork()
      .nativeDelete(OutboxMessage, { id: ids })
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, 'Effects of a commit stay in the outbox and will happen twice'),
      )
      .finally(() => this.settling.delete(done));
    this.settling.add(done);
  }

  private rowOf({ kind, payload }: KeptEffect, nextTryAt: Date) {
    return { id: randomUUID(), kind, payload, createdAt: this.clock(), nextTryAt, tries: 0 };
  }
}
