/**
 * A challenge on a code that still waits for its answer, in the place of the oldest where there are too many: the
 * right to ask for one again and again must not be one to fill the disk. The code's row is locked first, so that it
 * is not removed meanwhile, and so that requests at once do not wait for each other's challenges.
 */
export const OPEN_CHALLENGE = `
  with given (secret_hash, code_id, credentials, now, others) as (
    values (?, ?::uuid, ?::timestamptz, ?::timestamptz, ?::int)
  ), code as (
    select sent_codes.id from sent_codes join given on given.code_id = sent_codes.id
    where sent_codes.status = 'pending' for update of sent_codes
  ), dropped as (
    delete from challenges using code where challenges.sent_code_id = code.id and challenges.secret_hash in (
      select secret_hash from challenges where sent_code_id = (select code_id from given)
      order by created_at desc offset (select others from given)
    )
  )
  insert into challenges (secret_hash, sent_code_id, credentials_changed_at, created_at)
  select secret_hash, code.id, credentials, now from given, code
  returning sent_code_id`;
