import { statement } from '../../core/statement.js';
import { HOLDING } from '../authenticators/authenticator.sql.js';
import type { CountingStatement } from '../../limits/attempt-counter.js';
import { settling } from '../../limits/counter.sql.js';
import { provingWith } from '../pending/pending-sign-in.sql.js';
import { countingApproval } from './sends/pumping-guard.sql.js';

/**
 * The pending code of a user, or a new one where there is none: of any number of requests at once, one inserts it. No
 * row: another one did since this statement began.
 */
export const CLAIM_CODE = statement(`
  with pending as (
    select * from sent_codes where user_id = :userId::uuid and purpose = :purpose::text and status = 'pending'
  ), claimed as (
    insert into sent_codes (
      id, user_id, purpose, phone, channel, provider, status, attempts, sends, resend_at, created_at, expires_at
    ) select :codeId::uuid, :userId::uuid, :purpose::text, :phone::text, :channel::text, :provider::text, 'pending', 0, 1,
      :resendAt::timestamptz, :now::timestamptz, :expiresAt::timestamptz
    where not exists (select from pending)
    on conflict do nothing
    returning *
  )
  select *, false as is_new from pending union all select *, true from claimed`);

/** Counts an attempt on a code that may still be typed. */
export const COUNT_ON_CODE: CountingStatement = {
  text: (gate) => `
    update sent_codes set attempts = attempts + 1 from ${gate}
    where id = :codeId::uuid and status = 'pending' and provider = :provider::text and reference is not null
      and attempts < :maxAttempts::int and expires_at > :now::timestamptz
    returning attempts`,
  passes: 'true',
};

/**
 * Uses a code up, if no other request did, and with it, all or nothing: uses up the pending sign-in, forgets the wrong
 * codes before it, settles the counters of the attempt and of the message, and counts the approval for the range of the
 * number. `closed` counts as
 * usable: of several right codes at once the provider approves one and calls the code expired to the others, and one of
 * those may have closed it here first.
 *
 * Locks the user first, as a change of credentials does, which cancels codes, and as counting an attempt does.
 */
export const APPROVE_CODE = statement(`
  with ${HOLDING}, approved as (
    update sent_codes set status = 'approved' from holder
    where sent_codes.id = :codeId::uuid and user_id = holder.id and status in ('pending', 'closed')
    returning sent_codes.id
  ), phone_used as (
    update authenticators set last_used_at = :now::timestamptz from approved
    where authenticators.user_id = :userId::uuid and kind = 'phone' and removed_at is null
  ), ${provingWith('approved')}, ${settling('approved')}, ${countingApproval('approved, (select count(*) from forgotten) as settled')}
  select coalesce((select resumed from counted), false) as resumed from approved`).returning<{
  resumed: boolean;
}>();
