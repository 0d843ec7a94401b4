import ipaddr from 'ipaddr.js';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { Limit } from './config-shape.js';
import { type Channel, CHANNELS } from './two-factor/two-factor-provider.js';

/** The forms that a value of the environment may have: each says in a sentence what would be right. */

const SECONDS_PER_UNIT = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90s`, `5m`, `12h`, `14d`; a bare number is seconds. */
export const duration = z
  .string()
  .regex(/^[1-9]\d{0,8}[smhd]?$/, 'must be a duration such as 90s, 5m, 12h or 14d')
  .transform((text) => {
    const unit = text.at(-1) as keyof typeof SECONDS_PER_UNIT;
    return unit in SECONDS_PER_UNIT ? Number(text.slice(0, -1)) * SECONDS_PER_UNIT[unit] : Number(text);
  });

/** `10/15m`: ten attempts in fifteen minutes. */
export const limit = z
  .string()
  .regex(/^[1-9]\d{0,8}\/[1-9]\d{0,8}[smhd]?$/, 'must be attempts and a duration, such as 10/15m')
  .transform((text): Limit => {
    const [points = '', window = ''] = text.split('/');
    return { points: Number(points), seconds: duration.parse(window) };
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

export const httpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be an http(s) address',
  )
  .transform((text) => text.replace(/\/+$/, ''));

export const integer = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      message: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);

export const countries = list.refine((codes) => codes.every((code) => isSupportedCountry(code)), {
  message: 'must be ISO 3166-1 country codes such as PL,DE,US',
});

export const proxies = list.refine(
  (addresses) => addresses.every((address) => ipaddr.isValid(address) || ipaddr.isValidCIDR(address)),
  { message: 'must be addresses or networks such as 10.0.0.1 or 10.0.0.0/8' },
);

export const channels = list.refine(
  (names): names is [Channel, ...Channel[]] =>
    names.length > 0 && names.every((name) => (CHANNELS as readonly string[]).includes(name)),
  { message: `must be some of ${CHANNELS.join(', ')}` },
);

/** As Verify names its rate limits. */
export const uniqueName = z
  .string()
  .regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots, dashes and underscores');

export const sid = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`), `must be ${prefix} and 32 hexadecimal digits`);
