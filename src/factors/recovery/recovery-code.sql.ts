import { INSERT_EVENT } from '../../audit/security-event.sql.js';
import { statement } from '../../core/statement.js';
import { HOLDING } from '../authenticators/authenticator.sql.js';
import { settling } from '../../limits/counter.sql.js';
import { noticing } from '../notices/factor-notices.sql.js';
import { provingWith } from '../pending/pending-sign-in.sql.js';

/**
 * Uses a recovery code up, and stores the one that takes its place: of any number of requests at once, one gets a row. It
 * uses up the pending sign-in too, settles the counters, opens the lock, and writes the event and the notice. Locks the
 * user first, as counting an attempt does.
 */
export const USE_RECOVERY_CODE = statement(`
  with ${HOLDING}, used as (
    update recovery_codes set used_at = :now::timestamptz from holder
    where code_hash = :codeHash::text and recovery_codes.user_id = holder.id and used_at is null and removed_at is null
    returning code_hash
  ), replaced as (
    insert into recovery_codes (code_hash, user_id, created_at)
    select :nextCodeHash::text, :userId::uuid, :now::timestamptz from used
  ), noted as (
    ${INSERT_EVENT} from used
  ), ${noticing('used')}, ${provingWith('used')}, ${settling('used')}
  select code_hash as "codeHash" from used, (select count(*) from forgotten) as settled`).returning<{
  codeHash: string;
}>();
