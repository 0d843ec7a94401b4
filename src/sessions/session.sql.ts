import { statement } from '../core/statement.js';
import { settling } from '../limits/counter.sql.js';

/**
 * Opens a session in one round trip, or changes nothing. It updates the user's last sign-in, gives the attempt back,
 * resets the failures before it, ends the sessions above the limit, and writes the entries of the security log.
 *
 * The update locks the user's row first. At the same time a credential may change: either that change sees this session
 * and ends it, or this statement sees the change and opens nothing. Counters are locked in the order in which attempts
 * are counted, addresses before usernames. In another order the two statements could deadlock.
 */
export const OPEN_SESSION = statement(`
  with noted as (
    update users set last_login_at = :now::timestamptz, locale = coalesce(:locale::text, locale)
    where id = :userId::uuid and is_active
      and pg_catalog.date_trunc('milliseconds', credentials_changed_at) = :credentialsChangedAt::timestamptz
    returning id
  ), opened as (
    insert into sessions (id, user_id, amr, token_hash, rotation_salt, created_at, authenticated_at,
      is_recovered, may_only_enroll, last_used_at, expires_at, ends_at, user_agent, ip_address)
    select :sessionId::uuid, id, :amr::text[], :tokenHash::text, :rotationSalt::text, :provedAt::timestamptz,
      :provedAt::timestamptz, :isRecovered::boolean, :mayOnlyEnroll::boolean, :now::timestamptz, :expiresAt::timestamptz, :endsAt::timestamptz, :userAgent::text, :ipAddress::text
    from noted
    returning id
  ), ${settling('opened')}, surplus as (
    update sessions set revoked_at = :now::timestamptz, revoked_reason = 'tooManySessions' from opened
    where sessions.revoked_at is null and sessions.id in (
      select id from sessions
      where user_id = :userId::uuid and revoked_at is null and expires_at > :now::timestamptz
      order by last_used_at desc offset :others::int
    )
    returning sessions.id
  ), happened as (
    select id, 'sessionRevoked' as type, 'tooManySessions' as reason from surplus
    union all
    select id, 'signedIn', :reason::text from opened
  )
  insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
  select :now::timestamptz, type, reason, :userId::uuid, id, :ipAddress::text, :userAgent::text from happened
  returning session_id`).returning<{ session_id: string }>();

/** Ends all sessions of a user, one of them, or all except one, and writes the entries of the security log. */
export const REVOKE_SESSIONS = statement(`
  with ended as (
    update sessions set revoked_at = :now::timestamptz, revoked_reason = :reason::text
    where user_id = :userId::uuid and revoked_at is null
      and (:only::uuid is null or id = :only::uuid) and id is distinct from :except::uuid
    returning id
  )
  insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
  select :now::timestamptz, 'sessionRevoked', :reason::text, :userId::uuid, id, :ipAddress::text, :userAgent::text
  from ended
  returning session_id`).returning<{ session_id: string }>();

/**
 * The secret of the next refresh token, as base64url. The database derives it, so rotation needs no read before. It
 * depends on the salt of the session and on a value that only a holder of the current token can compute. The token
 * itself is not sent, because the database may log the values of a statement.
 */
const NEXT_SECRET = `pg_catalog.translate(pg_catalog.rtrim(pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(rotation_salt || '.' || :seed::text, 'UTF8')), 'base64'), '='), '+/', '-_')`;

/** Sessions that are open and whose user may sign in; `users` is joined. */
const LIVE = `sessions.id = :sessionId::uuid and sessions.user_id = :userId::uuid
  and users.id = sessions.user_id and users.is_active
  and sessions.revoked_at is null and sessions.ends_at > :now::timestamptz and sessions.expires_at > :now::timestamptz`;

const OF_PAIR = `sessions.amr, sessions.authenticated_at as "authenticatedAt", sessions.may_only_enroll as "mayOnlyEnroll",
  sessions.is_recovered as "isRecovered", sessions.last_used_at as "lastUsedAt",
  sessions.expires_at as "expiresAt", ${NEXT_SECRET} as "nextSecret"`;

/** What the next pair of a session contains. */
export interface RefreshedRow {
  readonly amr: string[];
  readonly authenticatedAt: Date | string;
  readonly mayOnlyEnroll: boolean;
  readonly isRecovered: boolean;
  readonly lastUsedAt: Date | string;
  readonly expiresAt: Date | string;
  readonly nextSecret: string;
}

/**
 * Replaces the valid refresh token of a session with the next one. One conditional update: of twenty requests at once,
 * one writes. It writes nothing if the session has ended or expired, or if the user is inactive.
 */
export const ROTATE_SESSION = statement(`
  update sessions set previous_token_hash = token_hash, token_hash = pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(${NEXT_SECRET}, 'UTF8')), 'hex'),
    last_used_at = :now::timestamptz, expires_at = least(:idleUntil::timestamptz, sessions.ends_at),
    ip_address = :ipAddress::text, user_agent = :userAgent::text
  from users where ${LIVE} and sessions.token_hash = :presented::text
  returning ${OF_PAIR}`)
  .prepared()
  .returning<RefreshedRow>();

/** A session that is still open, although the token that was sent is not the valid one. */
export const FIND_ROTATED_SESSION = statement(`
  select ${OF_PAIR}, sessions.token_hash as "tokenHash", sessions.previous_token_hash as "previousTokenHash"
  from sessions, users where ${LIVE}`).returning<
  RefreshedRow & { readonly tokenHash: string; readonly previousTokenHash: string | null }
>();

/**
 * Confirms an open session with one more factor: moves the time of the proof, adds the methods, and replaces the refresh
 * token. The last proof decides whether the session is recovered: a recovery code beside a password, or beside a session
 * that somebody left open, is worth no more than at a sign-in. It writes nothing if the session has ended, or if a credential changed since.
 */
export const STEP_UP_SESSION = statement(`
  with confirmed as (
    update sessions set
      amr = array(select distinct method from unnest(sessions.amr || :amr::text[]) as method order by method),
      authenticated_at = :now::timestamptz, is_recovered = :isRecovered::boolean,
      previous_token_hash = token_hash, token_hash = :tokenHash::text, last_used_at = :now::timestamptz,
      expires_at = least(:idleUntil::timestamptz, sessions.ends_at)
    from users where ${LIVE}
      and pg_catalog.date_trunc('milliseconds', users.credentials_changed_at) = :credentialsChangedAt::timestamptz
    returning sessions.amr, sessions.is_recovered, sessions.expires_at
  ), noted as (
    insert into security_events (occurred_at, type, reason, user_id, session_id, ip_address, user_agent)
    select :now::timestamptz, 'steppedUp', :reason::text, :userId::uuid, :sessionId::uuid, :ipAddress::text, :userAgent::text
    from confirmed
  )
  select amr, is_recovered as "isRecovered", expires_at as "expiresAt" from confirmed`).returning<{
  amr: string[];
  isRecovered: boolean;
  expiresAt: Date | string;
}>();
