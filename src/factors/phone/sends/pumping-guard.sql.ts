import { statement } from '../../../core/statement.js';
import type { CountingStatement } from '../../../limits/attempt-counter.js';

export interface CountedSend {
  sent: number;
  approved: number;
  refused: number;
  /** Null: the message may be sent. */
  waitSeconds: number | null;
}

/**
 * Counts a message that is about to be sent, and checks the range before it: one statement, so that of any number of
 * messages at once, on any replica, each sees the count of the one before.
 *
 * `numbers` and `users` are the different ones that got messages, the newest last, as far as the minimum: more are not
 * needed to know that it is reached.
 *
 * What is kept of the counts, the `share`: all of them during a window and during a pause; half of them in the
 * window after, so that the first minutes of a window do not decide alone, when nobody has typed a code yet;
 * nothing after two windows without a message, and nothing when a pause has ended.
 */
export const COUNT_SEND: CountingStatement = {
  text: (gate) => `
  with given as (
    select :range::varchar as range, :purpose::varchar as purpose, :number::text as number, :user::text as user_key,
      :now::timestamptz as now, pg_catalog.make_interval(secs => :windowSeconds::int) as length,
      pg_catalog.make_interval(secs => :pauseSeconds::int) as pause, :minSends::int as min_sends, :minPercent::int as min_percent,
      :mayPass::boolean as may_pass
  )
  insert into send_conversions as known (range, purpose, sent, approved, numbers, users, window_started_at)
  select range, purpose, 1, 0, array[number], array[user_key], now from given, ${gate}
  on conflict (range, purpose) do update
  set (sent, approved, numbers, users, window_started_at, paused_until, refused) = (
    select
      case when passes then kept.sent + 1 else kept.sent end,
      kept.approved,
      case when not passes or number = any (kept.numbers) or pg_catalog.cardinality(kept.numbers) >= min_sends
        then kept.numbers else kept.numbers || number end,
      case when not passes or user_key = any (kept.users) or pg_catalog.cardinality(kept.users) >= min_sends
        then kept.users else kept.users || user_key end,
      case when share = 1 then known.window_started_at else now end,
      case when is_paused then known.paused_until when passes then null else now + pause end,
      case when is_paused then known.refused + case when passes then 0 else 1 end when passes then 0 else 1 end
    from given
    cross join lateral (select known.paused_until is not null and known.paused_until > now as is_paused) state
    cross join lateral (
      select case
        when is_paused then 1
        when known.paused_until is not null then 0
        when known.window_started_at + length > now then 1
        when known.window_started_at + 2 * length > now then 0.5
        else 0
      end as share
    ) age
    cross join lateral (
      select pg_catalog.floor(known.sent * share)::int as sent, pg_catalog.ceil(known.approved * share)::int as approved,
        known.numbers[1 + pg_catalog.cardinality(known.numbers) - pg_catalog.floor(pg_catalog.cardinality(known.numbers) * share)::int :] as numbers,
        known.users[1 + pg_catalog.cardinality(known.users) - pg_catalog.floor(pg_catalog.cardinality(known.users) * share)::int :] as users
    ) kept
    cross join lateral (
      select may_pass or (not is_paused and (
        least(kept.sent, pg_catalog.cardinality(kept.numbers), pg_catalog.cardinality(kept.users)) < min_sends
        or kept.approved * 100 >= kept.sent * min_percent
      )) as passes
    ) verdict
  )
  returning sent, approved, refused, case when (select may_pass from given) then null
    else pg_catalog.ceil(extract(epoch from paused_until - (select now from given)))::int end as "waitSeconds"`,
  passes: '"waitSeconds" is null',
};

/** A message that was counted was not sent after all: an outage of the provider must not look like pumping. */
export const TAKE_BACK_SEND = statement(`
  update send_conversions set sent = greatest(sent - 1, 0)
  where range = :range::varchar and purpose = :purpose::varchar`);

/**
 * The end of a `with`: counts a code that was typed right. Enough of them end a pause: it began before people had the
 * time to type. The row is locked to know whether this approval ended it.
 *
 * @param gate what it selects from: one row where the code was right, else none
 */
export function countingApproval(gate: string): string {
  return `range_before as (
    select send_conversions.*, paused_until > :now::timestamptz and (approved + 1) * 100 >= sent * :minPercent::int as resumes
    from send_conversions, ${gate} where range = :range::varchar and purpose = :purpose::varchar for update of send_conversions
  ), counted as (
    update send_conversions as known
    set approved = known.approved + 1,
      paused_until = case when resumes then null else known.paused_until end,
      refused = case when resumes then 0 else known.refused end
    from range_before
    where known.range = range_before.range and known.purpose = range_before.purpose
    returning coalesce(resumes, false) as resumed
  )`;
}
