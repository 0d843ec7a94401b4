import { createHmac } from 'node:crypto';
import type { TwilioConfig } from '../../config/config.js';
import type { SendRequest } from '../phone-code-provider.js';

/**
 * What Verify's own rate limits count (https://www.twilio.com/docs/verify/api/programmable-rate-limits), for
 * those that were set up there. The values are keyed hashes: Twilio can count with them, and nobody who lacks
 * our credentials can try all addresses to find out whose they are.
 */
export function rateLimitKeys(
  { userId, network }: Pick<SendRequest, 'userId' | 'network'>,
  { rateLimits, password }: Pick<TwilioConfig, 'rateLimits' | 'password'>,
): Record<string, string> | undefined {
  const counted = [
    [rateLimits.user, userId],
    [rateLimits.address, network],
  ] as const;
  const keys = counted.flatMap(([name, value]): [string, string][] =>
    name && value ? [[name, createHmac('sha256', password).update(value).digest('hex').slice(0, 32)]] : [],
  );
  return keys.length > 0 ? Object.fromEntries(keys) : undefined;
}
