import { locale, t } from '../../texts/texts.js';
import { serverNow } from './server-clock.js';

/** The time in the user's time zone and language. */
export function inWords(at: string): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' });
}

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const UNITS = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `2 minutes ago`. The exact time is shown on hover. */
export function Ago({ at }: { at: string }) {
  const seconds = Math.max(0, (serverNow() - Date.parse(at)) / 1000);
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  return (
    <time dateTime={at} title={inWords(at)}>
      {unit === 'second'
        ? relative.format(0, 'second')
        : relative.format(-Math.floor(seconds / length), unit)}
    </time>
  );
}

/** `14:03`, or with its seconds. The date is shown on hover. */
export function TimeOfDay({ at, exact = false }: { at: string; exact?: boolean }) {
  return (
    <time dateTime={at} title={inWords(at)}>
      {new Date(at).toLocaleTimeString(locale, { timeStyle: exact ? 'medium' : 'short' })}
    </time>
  );
}

/** The date in the user's time zone and language. */
export function inDays(at: string): string {
  return new Date(at).toLocaleDateString(locale, { dateStyle: 'long' });
}

export function DateOf({ at }: { at: string }) {
  return (
    <time dateTime={at} title={inWords(at)}>
      {inDays(at)}
    </time>
  );
}

/** Today, yesterday, or the date. */
export function dayOf(at: string): string {
  const day = (ms: number) => new Date(ms).toDateString();
  const [then, now] = [day(Date.parse(at)), serverNow()];
  if (then === day(now)) return t.today;
  if (then === day(now - 86_400_000)) return t.yesterday;
  return new Date(at).toLocaleDateString(locale, { dateStyle: 'full' });
}
