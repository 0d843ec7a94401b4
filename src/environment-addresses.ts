import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { list } from './environment-values.js';

/** The forms of addresses. Each is as strict as what will use the address: a lenient one passes and never works. */

/** What is put before a path: with a query or a fragment it would end in the middle. */
export const httpUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/?#]+[^?#]*$/i.test(text) && URL.canParse(text) && !hasUser(text), {
    message: 'must be an http(s) address such as https://login.example.com, without user, query and fragment',
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** Compared with `Origin` letter by letter: anything but what browsers write there never matches (RFC 6454, 6.2). */
export const origins = list.refine((texts) => texts.every(isOrigin), {
  message:
    'must be origins in full, such as https://app.example.com,http://localhost:3000: in lower case, without path, slash at the end, default port or *',
});

/**
 * `1` is 0.0.0.1 to `ipaddr.js`, and `10/8` is 0.0.0.10/8: both are proxies that nobody has, and the real one would
 * not be believed.
 */
export const proxies = list.refine((texts) => texts.every((text) => isAddress(text) || isNetwork(text)), {
  message:
    'must be addresses or networks in full, such as 10.0.0.1, 10.0.0.0/8 or fd00::/8, and not everybody (/0)',
});

/** What a socket can listen on. */
export const host = z.string().refine((text) => isIP(text) !== 0 || isHostName(text), {
  message: 'must be an address or a name of this machine without port, such as 0.0.0.0, ::1 or localhost',
});

export const postgresUrl = z.string().refine((text) => text === 'embedded' || isPostgresUrl(text), {
  message:
    'must be an address such as postgresql://user:password@host:5432/database, with / ? # % in the password written as %2F %3F %23 %25; or the word embedded',
});

export const redisUrl = z.string().refine(isRedisUrl, {
  message:
    'must be an address such as redis://:password@host:6379 or rediss://host:6379/0, with / ? # % in the password written as %2F %3F %23 %25',
});

function hasUser(text: string): boolean {
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** A `*` is a letter of a host to `URL`. Apps on phones have schemes of their own, and of those it knows no origin. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text)) return /^(?!(file|ftp|wss?):)[a-z][a-z\d+.-]*:\/\/[a-z\d.-]+$/.test(text);
  return /^[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

function isNetwork(text: string): boolean {
  const isCidr = ipaddr.IPv4.isValidCIDRFourPartDecimal(text) || ipaddr.IPv6.isValidCIDR(text);
  return isCidr && ipaddr.parseCIDR(text)[1] > 0;
}

/** `1` would be an address to whoever resolves it. */
function isHostName(text: string): boolean {
  if (!/^[\w.-]+$/.test(text) || !URL.canParse(`http://${text}`)) return false;
  return new URL(`http://${text}`).hostname === text.toLowerCase();
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/./.test(text) && isTakenApart(text) && new URL(text).pathname.length > 1;
}

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/./.test(text) || !isTakenApart(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && /^(\/\d*)?$/.test(pathname);
}

/** As the drivers do it: they decode each part, and what comes after a `#` is lost. */
function isTakenApart(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password, hostname, pathname, hash } = new URL(text);
  try {
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part);
  } catch {
    return false;
  }
  return hash === '';
}
