/**
 * Counts a message that is about to go, and judges the range before it: one statement, so that of any number of
 * messages at once, on any replica, each sees the count of the one before.
 *
 * What is kept of the counts, the `share`: all of them during a window and during a pause; half of them in the
 * window after, so that no window is judged by its first minutes alone, when nobody has typed a code yet;
 * nothing after two windows without a message, and nothing when a pause is over.
 */
export const COUNT_SEND = `
  with given (range, purpose, now, length, pause, min_sends, min_percent) as (
    values (?::varchar, ?::varchar, ?::timestamptz, make_interval(secs => ?::int), make_interval(secs => ?::int), ?::int, ?::int)
  )
  insert into send_conversions as known (range, purpose, sent, approved, window_started_at)
  select range, purpose, 1, 0, now from given
  on conflict (range, purpose) do update
  set (sent, approved, window_started_at, paused_until, refused) = (
    select
      case when goes then kept.sent + 1 else kept.sent end,
      kept.approved,
      case when share = 1 then known.window_started_at else now end,
      case when goes then null when is_paused then known.paused_until else now + pause end,
      case when goes then 0 when is_paused then known.refused + 1 else 1 end
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
      select floor(known.sent * share)::int as sent, ceil(known.approved * share)::int as approved
    ) kept
    cross join lateral (
      select not is_paused and (kept.sent < min_sends or kept.approved * 100 >= kept.sent * min_percent) as goes
    ) verdict
  )
  returning sent, approved, refused,
    ceil(extract(epoch from paused_until - (select now from given)))::int as "waitSeconds"`;

/** A message that was counted did not go after all: the provider's bad night must not look like pumping. */
export const TAKE_BACK_SEND = `
  update send_conversions set sent = greatest(sent - 1, 0) where range = ? and purpose = ?`;

/**
 * Counts a code that was typed right. Enough of them end a pause: it began before people had the time to type.
 * The row is locked to know whether it was this approval that ended it.
 */
export const COUNT_APPROVAL = `
  with given (range, purpose, now, min_percent) as (
    values (?::varchar, ?::varchar, ?::timestamptz, ?::int)
  ), before as (
    select send_conversions.*, paused_until > now and (approved + 1) * 100 >= sent * min_percent as resumes
    from send_conversions join given using (range, purpose)
    for update of send_conversions
  )
  update send_conversions as known
  set approved = known.approved + 1,
    paused_until = case when resumes then null else known.paused_until end,
    refused = case when resumes then 0 else known.refused end
  from before
  where known.range = before.range and known.purpose = before.purpose
  returning coalesce(resumes, false) as resumed`;
