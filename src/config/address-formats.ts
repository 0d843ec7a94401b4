import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { list } from './value-formats.js';

/** The forms of addresses. Each is as strict as the code that uses the address, so that no address fails only later. */

const NO_PLAIN_HOST = 'must be an http(s) address with a host name of letters, digits, dots and -';

/** Paths are appended to this address, so it has no query and no fragment. */
export const httpUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/?#]+[^?#]*$/i.test(text) && URL.canParse(text) && !hasUser(text), {
    message: 'must be an http(s) address such as https://login.example.com, without user, query and fragment',
    abort: true,
  })
  .refine(hasPlainHost, { message: NO_PLAIN_HOST })
  .transform((text) => text.replace(/\/+$/, ''));

/**
 * An address that the pages and mails link to, or load a picture from. On a page that has https, browsers load no picture
 * over http.
 */
export const linkUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^\s/?#\\][^\s]*$/i.test(text) && URL.canParse(text) && !hasUser(text), {
    message: 'must be an address such as https://example.com/terms?lang=en, without user and spaces',
    abort: true,
  })
  .refine((text) => isHttps(text) || isLoopback(text), {
    message: 'must be an https address; http is for this machine alone',
    abort: true,
  })
  .refine(hasPlainHost, { message: NO_PLAIN_HOST });

/** Origins are compared with `Origin` letter by letter, so only the form that browsers send can match (RFC 6454, 6.2). */
export const origins = list.refine((texts) => texts.every(isOrigin), {
  message:
    'must be origins in full, such as https://app.example.com,http://localhost:3000: in lower case, without path, slash at the end, default port or *',
});

/** A domain, as it is in the origin of a page. */
export const rpId = z
  .string()
  .refine((text) => isHostName(text) && text === text.toLowerCase() && !isAddress(text), {
    message:
      'must be a domain in lower case without scheme and port, such as example.com. Passkeys cannot belong to an IP address',
  });

/** Android names an app by the hash of its signing key. */
export const passkeyOrigins = list.refine(
  (texts) =>
    texts.length > 0 &&
    texts.every(
      (text) => /^android:apk-key-hash:[\w-]{43}$/.test(text) || (/^https?:/.test(text) && isOrigin(text)),
    ),
  {
    message:
      'must be origins in full, such as https://app.example.com: in lower case, without path, slash at the end or default port; or android:apk-key-hash: and the hash of an app',
  },
);

/**
 * Short forms are refused: `ipaddr.js` reads `1` as 0.0.0.1 and `10/8` as 0.0.0.10/8, and the real proxy would not be
 * trusted.
 */
export const proxies = list.refine((texts) => texts.every((text) => isAddress(text) || isNetwork(text)), {
  message:
    'must be addresses or networks in full, such as 10.0.0.1, 10.0.0.0/8 or fd00::/8, and not everybody (/0)',
});

/** An address or name that a socket can listen on. */
export const host = z.string().refine((text) => isIP(text) !== 0 || isHostName(text), {
  message: 'must be an address or a name of this machine without port, such as 0.0.0.0, ::1 or localhost',
});

/** A comma among the hosts, not in a password before them. */
const SEVERAL_HOSTS =
  /^postgres(ql)?:\/\/[^/?]*,[^/?@]*([/?]|$)|[?&](host|port)=[^&]*(,|%2c)|[?&]target_session_attrs=/i;

export const postgresUrl = z
  .string()
  .refine((text) => !SEVERAL_HOSTS.test(text), {
    message:
      'must name one host: the driver knows no list of hosts and no target_session_attrs. Name a proxy that follows the primary',
    abort: true,
  })
  .refine((text) => !/search_path/i.test(text), {
    message: 'must not set search_path. Name the schema of the tables in DATABASE_SCHEMA',
    abort: true,
  })
  .refine((text) => !/[?&]sslmode=(allow|prefer)(&|$)/.test(text), {
    message:
      'must not have sslmode=allow or prefer, which may send passwords in the clear. Use disable or verify-full',
    abort: true,
  })
  .refine((text) => text === 'embedded' || isPostgresUrl(text), {
    message:
      'must be an address such as postgresql://user:password@host:5432/database, with / ? # % in the password written as %2F %3F %23 %25; or the word embedded',
  });

export const redisUrl = z.string().refine(isRedisUrl, {
  message:
    'must be an address such as redis://:password@host:6379 or rediss://host:6379/0, with / ? # % in the password written as %2F %3F %23 %25',
});

export const smtpUrl = z.string().refine(isSmtpUrl, {
  message:
    'must be an address such as smtps://user:password@mail.example.com or smtp://mail.example.com:587, with / ? # % in the password written as %2F %3F %23 %25',
});

const MAIL_ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)*$/i;

/** What mails come from. A line break would add a header. */
export const mailFrom = z.string().refine(
  (text) => {
    const named = /^[^<>\p{Cc}"\\,;:@]{0,60}<([^<>]+)>$/u.exec(text);
    return MAIL_ADDRESS.test(named?.[1] ?? text);
  },
  { message: 'must be an address such as login@example.com or Example <login@example.com>' },
);

export function isHttps(url: string): boolean {
  return new URL(url).protocol === 'https:';
}

/** Whether requests to this address stay on this machine: no other can read them. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

/** Where a proxy for outgoing requests is, perhaps with user and password. */
export const proxyUrl = z
  .string()
  .refine((text) => /^https?:\/\/./i.test(text) && isTakenApart(text) && new URL(text).pathname === '/', {
    message:
      'must be the address of a proxy such as http://proxy.example.com:3128 or http://user:password@10.0.0.1:3128',
  });

/** `URL` also takes `a;b` and `*.com`, which mean something else in a content security policy. */
function hasPlainHost(text: string): boolean {
  return /^[\w.:[\]-]+$/.test(new URL(text).host);
}

function hasUser(text: string): boolean {
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** `URL` accepts `*` in a host, and it has no origin for the schemes of phone apps. */
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

/** Refuses `1`, which resolvers read as an address. */
function isHostName(text: string): boolean {
  if (!/^[\w.-]+$/.test(text) || !URL.canParse(`http://${text}`)) return false;
  return new URL(`http://${text}`).hostname === text.toLowerCase();
}

function isPostgresUrl(text: string): boolean {
  if (!/^postgres(ql)?:\/\/./.test(text)) return false;
  const url = parsablePostgresUrl(text);
  return isTakenApart(url) && new URL(url).pathname.length > 1;
}

/** With a socket the address has no host, as in `postgresql://user@/db?host=/run/postgresql`. `URL` needs one. */
export function parsablePostgresUrl(text: string): string {
  return text.replace(/^(postgres(?:ql)?:\/\/(?:[^/?@]*@)?)(?=\/)/, '$1localhost');
}

function isRedisUrl(text: string): boolean {
  if (!/^rediss?:\/\/./.test(text) || !isTakenApart(text)) return false;
  const { hostname, pathname } = new URL(text);
  return hostname !== '' && /^(\/\d*)?$/.test(pathname);
}

function isSmtpUrl(text: string): boolean {
  if (!/^smtps?:\/\/./.test(text) || !isTakenApart(text)) return false;
  const { hostname, pathname, search } = new URL(text);
  return hostname !== '' && /^\/?$/.test(pathname) && search === '';
}

/** Parses like the drivers: they decode each part, and they ignore everything after a `#`. */
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
