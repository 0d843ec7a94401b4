import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import type { Limit } from './config-shape.js';
import { type Channel, CHANNELS } from './two-factor/two-factor-provider.js';

/** The forms that a value of the environment may have: each says in a sentence what would be right. */

const SECONDS_PER_UNIT = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const DURATION = /^[1-9]\d{0,8}[smhd]?$/;
/** More is no limit. */
const MAX_POINTS = 1_000_000;
const MAX_WINDOW = '30d';

/**
 * `90s`, `5m`, `12h`, `14d`; a bare number is seconds. The bounds refuse what was meant in another unit, and what no
 * timer and no date can hold.
 */
export const duration = (longest: string, shortest = '1s') =>
  z
    .string()
    .regex(DURATION, 'must be a duration such as 90s, 5m, 12h or 14d')
    .transform(secondsOf)
    .refine((seconds) => seconds >= secondsOf(shortest) && seconds <= secondsOf(longest), {
      message: `must be a duration from ${shortest} to ${longest}; without a unit, seconds`,
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

/** A `~` is the shell's: here it would be a folder of that name. */
export const path = z.string().regex(/^[^~]/, 'must be a path without ~, which only a shell knows');

/** Paths, and nothing that is a key itself: what cannot be read is named when the server says so. */
export const keyFiles = list.refine(
  (files) => isDistinct(files) && files.every((file) => !/^~|-----BEGIN|LS0tLS1CRUdJTi/.test(file)),
  { message: 'must name PEM files, each once: paths without ~, not the keys themselves' },
);

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

/** As Verify names its rate limits. */
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
