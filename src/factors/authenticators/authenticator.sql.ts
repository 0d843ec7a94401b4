import { statement } from '../../core/statement.js';
import { settling } from '../../limits/counter.sql.js';
import { provingWith } from '../pending/pending-sign-in.sql.js';

/** Removes the authenticators of a user, or one of them. The row keeps its dates. `ERASE_REMOVED` erases the secrets. */
export const REMOVE_AUTHENTICATORS = statement(`
  update authenticators set removed_at = :now::timestamptz
  where user_id = :userId::uuid and removed_at is null and (:only::uuid is null or id = :only::uuid)
  returning id, kind`).returning<{ id: string; kind: string }>();

/** Adds the row of the phone that guards a user, unless there is one. Where a number was imported, there is none. */
export const ADD_MISSING_PHONE = statement(`
  insert into authenticators (id, user_id, kind, name, created_at)
  select :id::uuid, users.id, 'phone', :name::text, :now::timestamptz from users
  where users.id = :userId::uuid and phone is not null and second_factor_enabled_at is not null
    and not exists (
      select from authenticators where user_id = users.id and kind = 'phone' and removed_at is null
    )
  returning id`).returning<{ id: string }>();

/** The begin of a statement that notes a right proof: locks the user first, as counting an attempt does. */
export const HOLDING = `holder as (
    select id from users where id = :userId::uuid for no key update
  )` as const;

/** Of a row below `authenticators`: its holder still has it. */
export const STILL_HELD =
  'authenticators.id = authenticator_id and authenticators.user_id = holder.id and removed_at is null' as const;

/**
 * The end of a statement whose `used` has one row where the proof was right: notes the use of the authenticator, uses the
 * pending sign-in up, and settles the counters. It returns the id of the authenticator.
 */
export const COMPLETING_USE = `noted as (
    update authenticators set last_used_at = :now::timestamptz from used
    where authenticators.id = used.authenticator_id
  ), ${provingWith('used')}, ${settling('used')}
  select authenticator_id as id from used, (select count(*) from forgotten) as settled` as const;
