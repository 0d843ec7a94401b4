import type { EntityManager } from '@mikro-orm/postgresql';
import type { Sealer } from '../../core/sealing/sealer.js';
import { KeyError } from '../../core/keys/key-error.js';
import { COUNT_SEALED, FIND_SEALED_WITH, FIND_STALE_SECRETS, RESEAL_SECRET } from './sealed-secrets.sql.js';

const BATCH = 200;

/** The authenticator apps that one key seals. */
export interface SealedByKey {
  readonly keyId: string;
  readonly count: number;
  /** `missing`: the ring has no key of this id. `different`: it has one that does not open them. */
  readonly key: 'current' | 'older' | 'missing' | 'different';
}

/**
 * What each key seals. For each key one app is opened, so that a key with the right id and wrong bytes is found.
 *
 * @param sealer undefined where no key is configured
 */
export async function inspectSealed(sealer: Sealer | undefined, em: EntityManager): Promise<SealedByKey[]> {
  const counts = await COUNT_SEALED.run(em, {});
  const found: SealedByKey[] = [];
  for (const { keyId, count } of counts) found.push({ keyId, count, key: await checkKey(keyId, sealer, em) });
  return found;
}

async function checkKey(
  keyId: string,
  sealer: Sealer | undefined,
  em: EntityManager,
): Promise<SealedByKey['key']> {
  if (!sealer?.has(keyId)) return 'missing';
  const [row] = await FIND_SEALED_WITH.run(em, { keyId });
  if (row && !sealer.open(row, [row.userId, row.id])) return 'different';
  return keyId === sealer.currentKeyId ? 'current' : 'older';
}

/** What is wrong with the keys, in a sentence for operators. Undefined if all that is sealed opens. */
export function sealingProblem(sealed: readonly SealedByKey[]): string | undefined {
  const problems = sealed.flatMap(({ keyId, count, key }) => {
    const apps = count === 1 ? '1 authenticator app is' : `${count} authenticator apps are`;
    if (key === 'missing') return [`${apps} sealed with the key ${keyId}, which is not in SECRETS_KEYS.`];
    if (key === 'different')
      return [`${apps} sealed with another key than the one that is ${keyId} in SECRETS_KEYS.`];
    return [];
  });
  return problems.length === 0 ? undefined : problems.join(' ');
}

export const SEALING_FIX =
  'Put the key back behind the first one. If it is lost, see "Keys that seal secrets" in docs/operations.md.';

/** @throws KeyError if an authenticator app is sealed with a key that the ring does not have */
export async function requireSealingKeys(sealer: Sealer | undefined, em: EntityManager): Promise<void> {
  const problem = sealingProblem(await inspectSealed(sealer, em));
  if (problem !== undefined) throw new KeyError(`${problem} ${SEALING_FIX}`);
}

/**
 * Seals what older keys seal with the first one. Each row is a step of its own, so that it can be stopped at any time and
 * run again, also while servers run.
 *
 * @returns after each row, whether it could be opened
 */
export async function* reseal(sealer: Sealer, openEm: () => EntityManager): AsyncGenerator<boolean> {
  const { currentKeyId } = sealer;
  let after: string | null = null;
  for (;;) {
    const em = openEm();
    const rows: Awaited<ReturnType<typeof FIND_STALE_SECRETS.run>> = await FIND_STALE_SECRETS.run(em, {
      ...{ currentKeyId, after, batch: BATCH },
    });
    for (const row of rows) {
      const { id, userId, sealed: former } = row;
      const secret = sealer.open(row, [userId, id]);
      if (secret) await RESEAL_SECRET.run(em, { ...sealer.seal(secret, [userId, id]), id, former });
      yield secret !== undefined;
    }
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return;
    after = last.id;
  }
}

/** The apps that a key seals, one after the other. Each is gone, or found again. */
export async function* findSealedWith(
  keyId: string,
  openEm: () => EntityManager,
): AsyncGenerator<{ id: string; userId: string }> {
  for (;;) {
    const [row] = await FIND_SEALED_WITH.run(openEm(), { keyId });
    if (!row) return;
    yield row;
  }
}
