import type { MikroORM } from '@mikro-orm/postgresql';
import type { Clock } from '../../core/clock.js';
import type { ForeignHash } from './foreign-hash.js';
import { NEXT_FOREIGN_HASH } from './foreign-hash.sql.js';
import { findForeignHash } from './foreign-hashes.js';

const KEPT_MS = 60_000;
/** More kinds than any database has: those of a few systems, each with a few costs. */
const MAX_KINDS = 64;

/** The kinds of hashes from elsewhere that users still have. A new one is known after a minute. */
export class StoredKinds {
  #known: { readonly until: number; readonly kinds: Promise<readonly ForeignHash[]> } | undefined;

  constructor(
    private readonly orm: Pick<MikroORM, 'em'>,
    private readonly clock: Clock,
  ) {}

  /** One hash of each kind. */
  async list(): Promise<readonly ForeignHash[]> {
    const now = this.clock().getTime();
    if (!this.#known || this.#known.until <= now) {
      const known = { until: now + KEPT_MS, kinds: this.read() };
      this.#known = known;
      known.kinds.catch(() => {
        if (this.#known === known) this.#known = undefined;
      });
    }
    return this.#known.kinds;
  }

  /** Goes from kind to kind: the index is in the order of the texts, and a kind is what they begin with. */
  private async read(): Promise<readonly ForeignHash[]> {
    const kinds: ForeignHash[] = [];
    let after = '';
    while (kinds.length < MAX_KINDS) {
      const [row] = await NEXT_FOREIGN_HASH.runOutsideTransaction(this.orm, { after });
      if (!row) break;
      const hash = findForeignHash(row.password_hash);
      if (hash) kinds.push(hash);
      after = pastPrefix(prefixOf(row.password_hash, hash));
    }
    return kinds;
  }
}

/** The kind. Of a hash that is not in the stored form, or that cannot be read, only its algorithm. */
function prefixOf(text: string, hash: ForeignHash | undefined): string {
  if (hash && text.startsWith(hash.kind)) return hash.kind;
  const end = text.indexOf('$', 1);
  return end < 0 ? `${text}\u0001` : text.slice(0, end + 1);
}

/** The first text that sorts behind all that begin with `prefix`. */
function pastPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
