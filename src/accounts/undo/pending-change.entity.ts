import { defineEntity, p } from '@mikro-orm/core';
import type { FactorKind } from '../../core/factor-kind.js';
import type { ChangeKind } from '../../core/notice-kind.js';
import { User } from '../user.entity.js';

/** How long a change can be undone. */
export const UNDO_SECONDS = 72 * 3600;

const PendingChangeSchema = defineEntity({
  name: 'PendingChange',
  tableName: 'pending_changes',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    kind: p.string().length(40).$type<ChangeKind>(),
    /** SHA-256 of the token in the link. Null until the mail is written. */
    tokenHash: p.string().length(64).nullable().unique(),
    /** The confirmed address before the change: the mail goes there. This and what follows is put back. */
    email: p.string().length(254),
    emailVerifiedAt: p.datetime(),
    phone: p.string().length(16).nullable(),
    authyId: p.string().length(32).nullable(),
    secondFactorEnabledAt: p.datetime().nullable(),
    preferredFactor: p.string().length(20).nullable().$type<FactorKind | null>(),
    authenticatorIds: p.array().columnType('uuid[]'),
    /** The unused ones. */
    recoveryCodeHashes: p.array().columnType('text[]'),
    createdAt: p.datetime(),
    /** The old values are erased then. */
    expiresAt: p.datetime().index(),
  },
});

/** A change of what a user signs in with that the mail to the address of before can undo. */
export class PendingChange extends PendingChangeSchema.class {}

PendingChangeSchema.setClass(PendingChange);

/**
 * The part of a `with` that erases the secrets of removed factors, except those that a change can still bring back. The
 * dates of the factors stay. It is here for the retention run, which knows no feature but its entities.
 *
 * @param users a query of the ids of their users
 */
export function erasing<const Users extends string>(users: Users) {
  return `kept as (
    select user_id, authenticator_ids, recovery_code_hashes from pending_changes
    where user_id in ${users} and expires_at > :now::timestamptz
  ), gone as (
    select authenticators.id from authenticators
    where user_id in ${users} and removed_at is not null and not exists (
      select from kept
      where kept.user_id = authenticators.user_id and authenticators.id = any (kept.authenticator_ids)
    )
  ), secrets as (
    delete from totp_secrets using gone where authenticator_id = gone.id
  ), keys as (
    delete from passkeys using gone where authenticator_id = gone.id
  ), codes as (
    delete from recovery_codes
    where user_id in ${users} and removed_at is not null and not exists (
      select from kept where kept.user_id = recovery_codes.user_id and code_hash = any (kept.recovery_code_hashes)
    )
  )` as const;
}
