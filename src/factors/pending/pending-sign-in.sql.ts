import { INSERT_EVENT } from '../../audit/security-event.sql.js';
import { statement } from '../../core/statement.js';
import type { CountingStatement } from '../../limits/attempt-counter.js';

/**
 * In the place of the oldest where there are too many: nobody may fill the disk by signing in again and again.
 * `ready` has one row where it may be opened.
 */
const OPENING = `dropped as (
    delete from pending_sign_ins using ready where pending_sign_ins.secret_hash in (
      select secret_hash from pending_sign_ins where user_id = :userId::uuid and purpose = :pendingPurpose::text
      order by created_at desc offset :others::int
    )
  )
  insert into pending_sign_ins (
    secret_hash, user_id, purpose, sent_code_id, session_id, begun, first_amr, attempts, credentials_changed_at, created_at, expires_at
  )
  select :secretHash::text, :userId::uuid, :pendingPurpose::text, ready.code_id, :sessionId::uuid, :begun::text, :firstAmr::text, 0,
    :credentialsChangedAt::timestamptz, :now::timestamptz, ready.expires_at from ready
  returning secret_hash`;

/** Opens a pending sign-in on which nothing was sent. */
export const OPEN_PENDING = statement(`
  with ready as (
    select null::uuid as code_id, :expiresAt::timestamptz as expires_at
  ), ${OPENING}`);

/**
 * Opens a pending sign-in on a code that was sent before. The code's row is locked first, so that it is not removed
 * meanwhile, and so that requests at once do not wait for each other's rows.
 */
export const OPEN_PENDING_ON_CODE = statement(`
  with ready as (
    select id as code_id, expires_at from sent_codes where id = :codeId::uuid and status = 'pending' for update
  ), ${OPENING}`);

/** The same for a message that the provider just took, which it notes, with its line in the security log. */
export const OPEN_PENDING_ON_SENT = statement(`
  with sent as (
    update sent_codes set reference = :reference::text, channel = :channel::text where id = :codeId::uuid
    returning id, status, expires_at
  ), noted as (
    ${INSERT_EVENT}
  ), ready as (
    select id as code_id, expires_at from sent where status = 'pending'
  ), ${OPENING}`);

/** A pending sign-in goes on with a code. It expires with the code. */
const ATTACHING = `attached as (
    update pending_sign_ins set sent_code_id = code.id, begun = 'phone', expires_at = code.expires_at from code
    where secret_hash = :secretHash::text
    returning secret_hash
  )`;

/** Goes on with a code that was sent before. */
export const ATTACH_CODE = statement(`
  with code as (
    select id, expires_at from sent_codes where id = :codeId::uuid and status = 'pending' for update
  ), ${ATTACHING} select secret_hash from attached`);

/** Goes on with a message that the provider just took, which it notes, with its line in the security log. */
export const ATTACH_SENT_CODE = statement(`
  with code as (
    update sent_codes set reference = :reference::text, channel = :channel::text where id = :codeId::uuid
    returning id, expires_at
  ), ${ATTACHING} ${INSERT_EVENT}`);

/** Counts a try on a pending sign-in that is still valid. */
export const COUNT_ON_PENDING: CountingStatement = {
  text: (gate) => `
    update pending_sign_ins set attempts = attempts + 1 from ${gate}
    where secret_hash = :secretHash::text and attempts < :maxAttempts::int and expires_at > :now::timestamptz
    returning attempts`,
  passes: 'true',
};

/**
 * The part of a `with` that a right proof needs, with any factor: it uses the pending sign-in up, and wrong tries before
 * it no longer count. The row stays until retention removes it, so that a second use is recorded with its user.
 *
 * @param gate what it selects from: one row where the proof was right, else none
 */
export function provingWith<const Gate extends string>(gate: Gate) {
  return `used_up as (
    update pending_sign_ins set expires_at = created_at from ${gate}
    where pending_sign_ins.secret_hash = :secretHash::text
  ), right_code as (
    update users set wrong_codes_in_row = 0 from ${gate} where users.id = :userId::uuid
  )` as const;
}
