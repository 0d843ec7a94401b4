import type { RequestScope } from './request-scope.js';
import { addressKey } from './limit-keys.js';

/** People sign in from few; somebody else's try to sign in is not a reason to read more. */
const MAX_ADDRESSES = 100;

/** Where the user of a name signed in from of late, as far as sessions are still kept. */
const ADDRESSES_OF_USER = `
  select sessions.ip_address as address from sessions join users on users.id = sessions.user_id
  where users.username_key = ? and users.is_active and sessions.ip_address is not null
  group by sessions.ip_address order by max(sessions.last_used_at) desc limit ${MAX_ADDRESSES}`;

/** Whether the user of this name has a session, ended or not, that was used from this address or its IPv6 /64. */
export async function hasSignedInFrom(
  ipAddress: string,
  usernameKey: string,
  { em }: Pick<RequestScope, 'em'>,
): Promise<boolean> {
  const known = await em.execute<{ address: string }[]>(ADDRESSES_OF_USER, [usernameKey]);
  const here = addressKey(ipAddress);
  return known.some(({ address }) => addressKey(address) === here);
}
