import type { RequestScope } from '../core/request-scope.js';
import { statement } from '../core/statement.js';
import { addressKey } from '../limits/limit-keys.js';

/** People sign in from few addresses. A stranger who tries to sign in must not make the server read more. */
const MAX_ADDRESSES = 100;

/** The addresses from which the user of a name signed in. Only sessions that are still stored count. */
const ADDRESSES_OF_USER = statement(`
  select sessions.ip_address as address from sessions join users on users.id = sessions.user_id
  where users.username_key = :usernameKey::text and users.is_active and sessions.ip_address is not null
  group by sessions.ip_address order by pg_catalog.max(sessions.last_used_at) desc limit :max::int`).returning<{
  address: string;
}>();

/** Whether the user of this name has a session, ended or not, that was used from this address or its IPv6 /64. */
export async function hasSignedInFrom(
  ipAddress: string,
  usernameKey: string,
  { em }: Pick<RequestScope, 'em'>,
): Promise<boolean> {
  const known = await ADDRESSES_OF_USER.run(em, { usernameKey, max: MAX_ADDRESSES });
  const here = addressKey(ipAddress);
  return known.some(({ address }) => addressKey(address) === here);
}
