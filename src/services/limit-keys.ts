import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';

/** An address as limits count it: one customer of a network has a whole IPv6 /64. */
export function addressKey(ipAddress: string): string {
  if (!ipaddr.isValid(ipAddress)) return ipAddress;
  const address = ipaddr.process(ipAddress);
  return address.kind() === 'ipv4' ? address.toString() : address.toByteArray().slice(0, 8).join('.');
}

/** Tries that are counted apart. No username or number has a NUL: nobody can use them up by a key made for it. */
export function subKey(key: string, part: string): string {
  return `${key}\0${part}`;
}

/** A number as prefix limits count it: its neighbours share all but the last three digits. */
export function prefixKey(phone: string): string {
  return phone.slice(0, -3);
}

/** Counters hold usernames and numbers of people who may not even be users: only their hash is stored. */
export function opaque(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
