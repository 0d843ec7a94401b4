import { locale } from '../../texts/texts.js';

/** `1:05`, above two minutes `14 minutes`, and above two hours `3 hours`. */
export function asWait(seconds: number): string {
  if (seconds <= 120) return asClock(seconds);
  return seconds <= 7200 ? inUnit(seconds / 60, 'minute') : inUnit(seconds / 3600, 'hour');
}

function inUnit(count: number, unit: 'minute' | 'hour'): string {
  return Math.ceil(count).toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' });
}

function asClock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
