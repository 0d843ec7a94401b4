import { statement } from '../../core/statement.js';

/** Adds notices, with their messages in the outbox. */
export const ADD_NOTICE = statement(`
  with ${noticing('(select 1) as start')} select id from queued`).returning<{ id: string }>();

/**
 * The part of a `with` that adds a notice to the phone and one to the confirmed address, with their messages in the
 * outbox: the use of a recovery code adds them. Without a phone in the values it goes to the phone of the second factor,
 * and the limits count.
 *
 * @param gate what it selects from: one row where there is news, else none
 */
export function noticing<const Gate extends string>(gate: Gate) {
  return `addressee as (
    select users.id, locale, coalesce(:phone::text, case when second_factor_enabled_at is not null then phone end) as number,
      case when email_verified_at is not null and :mostMails::int > 0 then email end as address
    from users, ${gate} where users.id = :userId::uuid
  ), notice as (
    insert into notified_phones (id, user_id, phone, news, locale, created_at)
    select :noticeId::uuid, id, number, :news::text, locale, :now::timestamptz from addressee
    where number is not null and :mostMessages::int > 0 and (:phone::text is not null or :mostMessages::int > (
      select pg_catalog.count(*) from notified_phones
      where notified_phones.user_id = :userId::uuid and notified_phones.created_at > :since::timestamptz
    ))
    returning id
  ), mail_notice as (
    insert into mail_notices (id, user_id, email, kind, created_at)
    select :mailNoticeId::uuid, id, address, :news::text, :now::timestamptz from addressee
    where address is not null and (:phone::text is not null or :mostMails::int > (
      select pg_catalog.count(*) from mail_notices
      where mail_notices.user_id = :userId::uuid and mail_notices.created_at > :since::timestamptz
    ))
    returning id
  ), queued as (
    insert into outbox (id, kind, payload, created_at, next_try_at)
    select :messageId::uuid, :messageKind::text, pg_catalog.jsonb_build_object('notifiedPhoneId', id),
      :now::timestamptz, :now::timestamptz
    from notice
    union all
    select :mailMessageId::uuid, :mailMessageKind::text, pg_catalog.jsonb_build_object('mailNoticeId', id),
      :now::timestamptz, :now::timestamptz
    from mail_notice
    returning id
  )` as const;
}
