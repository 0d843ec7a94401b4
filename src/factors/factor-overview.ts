import type { FactorKind } from '../core/factor-kind.js';
import type { RequestScope } from '../core/request-scope.js';
import { statement } from '../core/statement.js';

/** Which factors a user has, besides a phone, which is on the user. */
export interface FactorOverview {
  /** Of authenticators that were not removed. */
  readonly kinds: readonly FactorKind[];
  readonly recoveryCodesLeft: number;
}

/** The columns of an overview, for a statement that has `:userId`. */
export const OVERVIEW_COLUMNS = `
  (select coalesce(pg_catalog.json_agg(distinct kind), '[]') from authenticators
    where authenticators.user_id = :userId::uuid and removed_at is null) as kinds,
  (select pg_catalog.count(*)::int from recovery_codes
    where recovery_codes.user_id = :userId::uuid and used_at is null and removed_at is null) as "recoveryCodesLeft"` as const;

const READ_OVERVIEW = statement(`select ${OVERVIEW_COLUMNS}`).returning<FactorOverview>();

export async function readOverview(
  userId: string,
  { em }: Pick<RequestScope, 'em'>,
): Promise<FactorOverview> {
  const [overview] = await READ_OVERVIEW.run(em, { userId });
  return overview ?? { kinds: [], recoveryCodesLeft: 0 };
}
