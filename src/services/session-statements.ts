/**
 * The session, the user's last login, the failures before it forgotten, the sessions beyond the most that a user may
 * have ended, and the lines in the security log: all or nothing, in one round trip. The user's row is locked first,
 * so that a change of credentials either sees this session and ends it, or is seen here and no session opens.
 */
export const OPEN_SESSION = `
  with given (id, user_id, credentials, amr, token_hash, rotation_salt, now, proved_at, expires_at, ends_at, user_agent, ip_address, failures, others) as (
    values (?::uuid, ?::uuid, ?::timestamptz, ?::text[], ?, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?, ?, ?::text[], ?::int)
  ), noted as (
    update users set last_login_at = given.now from given
    where users.id = given.user_id and users.is_active and date_trunc('milliseconds', users.credentials_changed_at) = given.credentials
    returning users.id
  ), opened as (
    insert into sessions (id, user_id, amr, token_hash, rotation_salt, created_at, last_used_at, expires_at, ends_at, user_agent, ip_address)
    select given.id, user_id, amr, token_hash, rotation_salt, proved_at, now, expires_at, ends_at, user_agent, ip_address
    from given join noted on noted.id = given.user_id
    returning id
  ), forgotten as (
    delete from rate_limits using given join opened on opened.id = given.id where rate_limits.key = any (given.failures)
  ), surplus as (
    update sessions set revoked_at = given.now, revoked_reason = 'tooManySessions' from given join opened on opened.id = given.id
    where sessions.revoked_at is null and sessions.id in (
      select sessions.id from sessions join given on given.user_id = sessions.user_id
      where sessions.revoked_at is null and sessions.expires_at > given.now
      order by sessions.last_used_at desc offset (select others from given)
    )
    returning sessions.id
  )
  insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
  select now, 'sessionRevoked', 'tooManySessions', user_id, surplus.id, ip_address, user_agent from given, surplus
  union all
  select now, 'signedIn', null, user_id, given.id, ip_address, user_agent from given join opened on opened.id = given.id
  returning session_id`;

/** The end of a user's sessions, of one of them or of all but one, and the lines in the security log. */
export const REVOKE_SESSIONS = `
  with given (user_id, only_id, except_id, now, reason, ip_address, user_agent) as (
    values (?::uuid, ?::uuid, ?::uuid, ?::timestamptz, ?, ?, ?)
  ), ended as (
    update sessions set revoked_at = given.now, revoked_reason = given.reason from given
    where sessions.user_id = given.user_id and sessions.revoked_at is null
      and (given.only_id is null or sessions.id = given.only_id) and sessions.id is distinct from given.except_id
    returning sessions.id
  )
  insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
  select now, 'sessionRevoked', reason, user_id, ended.id, ip_address, user_agent from given, ended
  returning session_id`;
