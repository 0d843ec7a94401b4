import { statement } from '../../core/statement.js';
import type { EmailPurpose } from './email-step.entity.js';

/** In the transaction of the step, or as its own: the mail is written later, by whatever replica takes it. */
const QUEUING = `queued as (
    insert into outbox (id, kind, payload, created_at, next_try_at)
    select :messageId::uuid, :messageKind::text, pg_catalog.jsonb_build_object('emailStepId', id),
      :now::timestamptz, :now::timestamptz
    from step returning id
  )`;

/** Opens a step in the place of older ones of the same address and purpose, and queues its mail. */
export const OPEN_STEP = statement(`
  with older as (
    delete from email_steps where email = :email::text and purpose = :purpose::text
  ), step as (
    insert into email_steps (
      id, purpose, email, user_id, locale, code_expires_at, attempts, sends, resend_at, created_at, expires_at
    ) values (
      :id::uuid, :purpose::text, :email::text, :userId::uuid, :locale::text, :codeExpiresAt::timestamptz, 0, 1,
      :resendAt::timestamptz, :now::timestamptz, :expiresAt::timestamptz
    )
    returning id
  ), ${QUEUING} select id from queued`);

/**
 * Queues the mail of a step again, and ends the link and the code of the mail before. Nothing is returned within the
 * pause, and after the last mail.
 */
export const RESEND_STEP = statement(`
  with step as (
    update email_steps set sends = sends + 1, attempts = 0, token_hash = null, code_hash = null,
      resend_at = :resendAt::timestamptz, code_expires_at = :codeExpiresAt::timestamptz, expires_at = :expiresAt::timestamptz
    where id = :id::uuid and used_at is null and expires_at > :now::timestamptz and resend_at <= :now::timestamptz
      and sends < :maxSends::int
    returning id
  ), ${QUEUING} select id from queued`);

/** Keeps the hashes of a mail that is about to be sent. The ones of the mail before no longer count. */
export const WRITE_PROOF = statement(`
  update email_steps set user_id = :userId::uuid, token_hash = :tokenHash::text, code_hash = :codeHash::text,
    code_expires_at = :codeExpiresAt::timestamptz
  where id = :id::uuid and used_at is null returning id`);

/** A try that was counted. */
export interface CountedStep {
  readonly id: string;
  readonly purpose: EmailPurpose;
  readonly email: string;
  readonly userId: string | null;
  readonly tokenHash: string | null;
  readonly codeHash: string | null;
  readonly codeExpiresAt: Date | string;
  readonly attempts: number;
  readonly createdAt: Date | string;
}

/** Counts a try before it is checked. */
export const COUNT_TRY = statement(`
  update email_steps set attempts = attempts + 1
  where id = :id::uuid and purpose = any (:purposes::text[]) and used_at is null
    and expires_at > :now::timestamptz and attempts < :maxAttempts::int
  returning id, purpose, email, user_id as "userId", token_hash as "tokenHash", code_hash as "codeHash",
    code_expires_at as "codeExpiresAt", attempts, created_at as "createdAt"`).returning<CountedStep>();

/** Takes back the try of a right token whose step was refused for another reason. */
export const GIVE_TRY_BACK = statement(`
  update email_steps set attempts = greatest(attempts - 1, 0) where id = :id::uuid`);

/** Of any number of requests at once, one uses a step up. */
export const USE_STEP = statement(`
  update email_steps set used_at = :now::timestamptz where id = :id::uuid and used_at is null returning id`);
