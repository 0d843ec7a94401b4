import type { RequestScope } from './request-scope.js';

/**
 * Runs work in one transaction. What it leaves to `afterCommit` is done once the transaction stands, and not at all
 * when it is taken back: a log line or a session noted as ended cannot be rolled back.
 */
export async function inTransaction<T>(
  scope: RequestScope,
  work: (within: RequestScope) => Promise<T>,
): Promise<T> {
  const left: (() => void)[] = [];
  const leave = (effect: () => void) => void left.push(effect);
  const result = await scope.em.transactional((em) => work({ ...scope, em, afterCommit: leave }));
  for (const effect of left) effect();
  return result;
}

/** Does something at once, or after the transaction that the scope is in. */
export function afterCommit(
  { afterCommit: leave }: Pick<RequestScope, 'afterCommit'>,
  effect: () => void,
): void {
  if (leave) leave(effect);
  else effect();
}
