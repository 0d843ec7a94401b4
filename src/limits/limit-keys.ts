import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/** What attempts are counted under, and how many times its limit it may reach. */
export interface CountKey {
  readonly key: string;
  readonly times: number;
}

/** IPv6 networks that one customer may have: most have a /64, some a /56, few a /48 (RFC 6177). */
const IPV6_NETWORKS = [
  { bytes: 8, times: 1 },
  { bytes: 7, times: 4 },
  { bytes: 6, times: 16 },
] as const;

/** An address as a place that somebody signs in from: IPv6 devices of one home share a /64. */
export function addressKey(ipAddress: string): string {
  return networkKey(ipAddress, 8);
}

/**
 * What attempts from an address are counted under, the smallest network first. Somebody with a whole IPv6 /48 has
 * 65,536 times a /64, but only 16 times the limit.
 */
export function sourceKeys(ipAddress: string): readonly CountKey[] {
  const keys = IPV6_NETWORKS.map(({ bytes, times }) => ({ key: networkKey(ipAddress, bytes), times }));
  return keys.filter(({ key }, index) => index === 0 || key !== keys[0]?.key);
}

/** The largest network that one customer may have. */
export function sourceKey(ipAddress: string): string {
  return networkKey(ipAddress, 6);
}

/** An IPv4 address is one with itself as IPv6 (`::ffff:192.0.2.1`), and no network. */
function networkKey(ipAddress: string, bytes: number): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const address = ipaddr.process(ipAddress);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, bytes).join('.');
}

/** Tries that are counted apart. No username or number has a NUL: nobody can use them up by a key made for it. */
export function subKey(key: string, part: string): string {
  return `${key}\0${part}`;
}

/** Counters hold usernames and numbers of people who may not even be users: only their hash is stored. */
export function opaque(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
