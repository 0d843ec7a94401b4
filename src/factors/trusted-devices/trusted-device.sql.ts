import { statement } from '../../core/statement.js';

/**
 * The part of a `with` that finds and notes the device of a sign-in: one row if it is remembered for this user. Its
 * lifetime counts from the day it was remembered. Today's setting holds too, which may be shorter than the one of that
 * day, or that of staff.
 */
export const NOTING_DEVICE = `device as (
    update trusted_devices set last_used_at = :occurredAt::timestamptz
    where token_hash = :deviceHash::text and user_id = :userId::uuid
      and expires_at > :occurredAt::timestamptz and created_at > :trustedSince::timestamptz
    returning id
  )` as const;

/** The newest few stay. */
export const DROP_OLDEST_DEVICES = statement(`
  delete from trusted_devices where id in (
    select id from trusted_devices where user_id = :userId::uuid order by created_at desc, id offset :most::int
  ) returning id`).returning<{ id: string }>();

/** Removes the devices of a user, or one of them. Each one that was not expired has an event. */
export const REVOKE_DEVICES = statement(`
  with removed as (
    delete from trusted_devices
    where user_id = :userId::uuid and (:only::uuid is null or id = :only::uuid)
    returning expires_at
  )
  insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
  select :now::timestamptz, 'deviceTrustRevoked', null, :userId::uuid, :sessionId::uuid, :ipAddress::text,
    :userAgent::text
  from removed where expires_at > :now::timestamptz
  returning id`);
