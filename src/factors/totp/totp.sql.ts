import { statement } from '../../core/statement.js';
import type { CountingStatement } from '../../limits/attempt-counter.js';
import { COMPLETING_USE, HOLDING, STILL_HELD } from '../authenticators/authenticator.sql.js';

interface TotpRow {
  readonly id: string;
  readonly sealed: string;
  readonly keyId: string;
}

/** The apps of a user, the last used first. */
export const FIND_TOTP_SECRETS = statement(`
  select authenticators.id, sealed_secret as sealed, key_id as "keyId"
  from totp_secrets join authenticators on authenticators.id = totp_secrets.authenticator_id
  where authenticators.user_id = :userId::uuid and removed_at is null
  order by last_used_at desc nulls last, authenticators.id`).returning<TotpRow>();

/**
 * Uses up a time step, if no code of it or of a later one was used: of any number of requests at once, one gets a row. It
 * uses up the pending sign-in too, and settles the counters. Locks the user first, as counting an attempt does.
 */
export const USE_TOTP_STEP = statement(`
  with ${HOLDING}, used as (
    update totp_secrets set last_step = :step::bigint from holder, authenticators
    where authenticator_id = :authenticatorId::uuid and last_step < :step::bigint
      and ${STILL_HELD}
    returning authenticator_id
  ), ${COMPLETING_USE}`).returning<{
  id: string;
}>();

/** Counts a try on an enrollment that is still open. */
export const COUNT_ON_ENROLLMENT: CountingStatement = {
  text: (gate) => `
    update totp_enrollments set attempts = attempts + 1 from ${gate}
    where id = :enrollmentId::uuid and attempts < :maxAttempts::int and expires_at > :now::timestamptz
    returning attempts`,
  passes: 'true',
};

/** The newest few stay, so that nobody fills the disk by starting again and again. */
export const DROP_OLD_ENROLLMENTS = statement(`
  delete from totp_enrollments where id in (
    select id from totp_enrollments where user_id = :userId::uuid order by created_at desc offset :others::int
  )`);
