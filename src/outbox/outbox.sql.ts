/**
 * Takes the message that is due for longest, of the kinds that there is room for. `skip locked` gives it to a single
 * replica. The transaction ends before it is delivered: it belongs to the replica that took it until `leased_until`. A
 * message that is too old is given up here, because nobody may be left who knows its kind.
 */
export const TAKE_NEXT = `
  with given (now, leased_until, born_before, kinds, free_kinds) as (
    values (?::timestamptz, ?::timestamptz, ?::timestamptz, ?::text[], ?::text[])
  ), due as (
    select outbox.id, outbox.created_at <= born_before and (outbox.tries > 0 or outbox.kind <> all (kinds)) as is_over
    from outbox, given
    where delivered_at is null and dead_at is null and next_try_at <= now
      and (kind = any (free_kinds) or (created_at <= born_before and kind <> all (kinds)))
    order by next_try_at limit 1 for update of outbox skip locked
  )
  update outbox set
    dead_at = case when due.is_over then given.now end,
    tries = outbox.tries + case when due.is_over then 0 else 1 end,
    next_try_at = case when due.is_over then outbox.next_try_at else given.leased_until end
  from due, given where outbox.id = due.id
  returning outbox.id, outbox.kind, outbox.payload, outbox.tries, outbox.dead_at is not null as is_dead`;

export const MARK_DELIVERED = `update outbox set delivered_at = ?::timestamptz where id = ?::uuid`;

/** The last try of a message is 24 hours after it was added. */
export const TRY_AGAIN = `
  update outbox set next_try_at = least(?::timestamptz, created_at + interval '24 hours') where id = ?::uuid`;

export const MARK_DEAD = `update outbox set dead_at = ?::timestamptz where id = ?::uuid`;

export const COUNT_OPEN = `
  select count(*) filter (where dead_at is null)::int as waiting, count(*) filter (where dead_at is not null)::int as dead
  from outbox where delivered_at is null`;
