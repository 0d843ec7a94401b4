import type { EntityManager } from '@mikro-orm/postgresql';
import type { KeptEffect, RequestScope } from './request-scope.js';

/** Stores effects in the transaction. If the reply of the commit is lost, they happen from there. */
export interface EffectKeeper {
  /** @returns what removes them again, once they happened here */
  keep(effects: readonly KeptEffect[], em: EntityManager): Promise<() => void>;
}

/**
 * Runs work in one transaction. Effects passed to `afterCommit` run after the commit, and never after a rollback: a log
 * line or a session marked as ended cannot be rolled back.
 *
 * @param keeper stores effects that have a record, so that they happen even if this process never learns of the commit
 */
export async function inTransaction<T>(
  scope: RequestScope,
  work: (within: RequestScope) => Promise<T>,
  keeper?: EffectKeeper,
): Promise<T> {
  const effects: (() => void)[] = [];
  const kept: KeptEffect[] = [];
  const later = (effect: () => void, record?: KeptEffect) => {
    effects.push(effect);
    if (record) kept.push(record);
  };
  // Property by property: spreading a scope would lose its lazy getters, which are on its class.
  const { ipAddress, userAgent, locale, viewer } = scope;
  const result = await scope.em.transactional(async (em) => {
    const outcome = await work({ em, ipAddress, userAgent, locale, viewer, afterCommit: later });
    if (keeper && kept.length > 0) effects.push(await keeper.keep(kept, em));
    return outcome;
  });
  for (const effect of effects) effect();
  return result;
}

/** Runs an effect after the transaction of the scope, or at once if there is none. @param record how it can be stored */
export function afterCommit(
  { afterCommit: later }: Pick<RequestScope, 'afterCommit'>,
  effect: () => void,
  record?: KeptEffect,
): void {
  if (later) later(effect, record);
  else effect();
}
