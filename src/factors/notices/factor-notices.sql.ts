import { statement } from '../../core/statement.js';

/** Adds a notice, with its message in the outbox. */
export const ADD_NOTICE = statement(`
  with ${noticing('(select 1) as start')} select id from queued`).returning<{ id: string }>();

/**
 * The part of a `with` that adds a notice, with its message in the outbox: the use of a recovery code adds one. Without a
 * phone in the values it goes to the phone of the second factor, and the limit counts.
 *
 * @param gate what it selects from: one row where there is news, else none
 */
export function noticing<const Gate extends string>(gate: Gate) {
  return `addressee as (
    select users.id, locale, coalesce(:phone::text, case when second_factor_enabled_at is not null then phone end) as number
    from users, ${gate} where users.id = :userId::uuid
  ), notice as (
    insert into notified_phones (id, user_id, phone, news, locale, created_at)
    select :noticeId::uuid, id, number, :news::text, locale, :now::timestamptz from addressee
    where number is not null and (:phone::text is not null or :most::int > (
      select pg_catalog.count(*) from notified_phones
      where notified_phones.user_id = :userId::uuid and notified_phones.created_at > :since::timestamptz
    ))
    returning id
  ), queued as (
    insert into outbox (id, kind, payload, created_at, next_try_at)
    select :messageId::uuid, :messageKind::text, pg_catalog.jsonb_build_object('notifiedPhoneId', id),
      :now::timestamptz, :now::timestamptz
    from notice returning id
  )` as const;
}
