import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { Limit } from './config.types.js';
import { type Channel, CHANNELS } from '../core/phone-code.js';
import type { SealingKey } from '../core/sealing/sealer.js';

/** The forms of values. Each refuses with a sentence that says what is right. */

const SECONDS_PER_UNIT = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const DURATION = /^[1-9]\d{0,8}[smhd]?$/;
/** A larger number limits nothing. */
const MAX_POINTS = 1_000_000;
const MAX_WINDOW = '30d';

/**
 * `90s`, `5m`, `12h`, `14d`; a bare number is seconds. The bounds refuse a number that was meant in another unit, and
 * a time that no timer or date can hold.
 */
export const duration = (longest: string, shortest = '1s') =>
  z
    .string()
    .regex(DURATION, 'must be a duration such as 90s, 5m, 12h or 14d')
    .transform(secondsOf)
    .refine((seconds) => seconds >= secondsOf(shortest) && seconds <= secondsOf(longest), {
      message: `must be a duration from ${shortest} to ${longest}; without a unit, seconds`,
    });

/** A duration that may be `0`: no wait at all. */
export const durationOrZero = (longest: string) =>
  z
    .string()
    .regex(/^(0|[1-9]\d{0,8})[smhd]?$/, 'must be 0 or a duration such as 90s or 5m')
    .transform(secondsOf)
    .refine((seconds) => seconds <= secondsOf(longest), {
      message: `must be a duration from 0 to ${longest}`,
    });

/** `10/15m`: ten attempts in fifteen minutes. */
export const limit = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,8}[smhd]?$/, 'must be attempts and a duration, such as 10/15m')
  .transform((text): Limit => {
    const [points = '', window = ''] = text.split('/');
    return { points: Number(points), seconds: secondsOf(window) };
  })
  .refine(({ points, seconds }) => points <= MAX_POINTS && seconds <= secondsOf(MAX_WINDOW), {
    message: `must be at most ${MAX_POINTS} attempts in at most ${MAX_WINDOW}, such as 10/15m`,
  });

export const flag = z
  .enum(['true', 'false', '1', '0', 'on', 'off'], 'must be true or false')
  .transform((text) => text === 'true' || text === '1' || text === 'on');

export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean),
);

/** What people read on the pages. A control character would break a line of a mail. */
export const brandName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cf}<>]{1,60}$/u, 'must be a name of at most 60 characters, without < and >');

/** As CSS writes it. */
export const color = z
  .string()
  .regex(/^#[\da-f]{6}$/i, 'must be a colour such as #0b5cad')
  .transform((text) => text.toLowerCase());

/** Paths that `challenge` and `token` are added to. */
export const urlPath = z
  .string()
  .regex(/^\/(?!\/)[\w./~-]{0,200}$/, 'must be a path such as /verify-email, without query and fragment');

/** In ASCII, as they are compared. */
export const domains = list.refine(
  (names) =>
    names.every((name) => /^(?=.{1,253}$)([a-z\d]([a-z\d-]{0,61}[a-z\d])?\.)*[a-z\d-]{2,63}$/.test(name)),
  { message: 'must be domains in lower case and ASCII, such as example.com,xn--mnchen-3ya.example' },
);

/** Only a shell expands `~`: here it would be a folder of that name. */
export const path = z.string().regex(/^[^~]/, 'must be a path without ~, which only a shell knows');

/** Paths, and never a key itself. Whether the files can be read is checked when they are loaded. */
export const keyFiles = list.refine(
  (files) => isDistinct(files) && files.every((file) => !/^~|-----BEGIN|LS0tLS1CRUdJTi/.test(file)),
  { message: 'must name PEM files, each once: paths without ~, not the keys themselves' },
);

/** `id:key,…`, where a key is 32 bytes in base64url. A message about a wrong one must not quote it. */
export const sealingKeys = list
  .refine((items) => items.every((item) => /^[\w.-]{1,40}:[\w-]{43}=?$/.test(item)), {
    message: 'must be id:key, separated by commas; a key is 32 random bytes in base64url',
  })
  .transform((items) =>
    items.map((item): SealingKey => {
      const [id = '', key = ''] = item.split(':');
      return { id, key: Buffer.from(key, 'base64url') };
    }),
  )
  .refine((keys) => isDistinct(keys.map(({ id }) => id)), { message: 'must have different ids' });

/** As PostgreSQL keeps it unquoted. Schemas that begin with pg_ are its own. */
export const schemaName = z
  .string()
  .regex(
    /^(?!pg_)[a-z_][a-z0-9_]{0,62}$/,
    'must be a schema in lower-case letters, digits and _, such as auth',
  );

/** Braces and * have a meaning in Redis. */
export const keyPrefix = z
  .string()
  .regex(/^[\w:.-]{1,63}:$/, 'must be letters, digits and : . - _ with : at the end, such as login:');

export const integer = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);

export const countries = list.refine((codes) => codes.every((code) => isSupportedCountry(code)), {
  message: 'must be ISO 3166-1 country codes in capitals, such as PL,DE,US',
});

export const channels = list.refine(
  (names): names is [Channel, ...Channel[]] =>
    names.length > 0 &&
    isDistinct(names) &&
    names.every((name) => (CHANNELS as readonly string[]).includes(name)),
  { message: `must be some of ${CHANNELS.join(', ')}, each once` },
);

/** The form of Verify's names of rate limits. */
export const uniqueName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots, dashes and underscores');

export const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hexadecimal digits`);

function secondsOf(duration: string): number {
  const unit = duration.at(-1) as keyof typeof SECONDS_PER_UNIT;
  return unit in SECONDS_PER_UNIT ? Number(duration.slice(0, -1)) * SECONDS_PER_UNIT[unit] : Number(duration);
}

function isDistinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}
