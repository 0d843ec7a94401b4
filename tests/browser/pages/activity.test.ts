import { describe, expect, it } from '@jest/globals';
import {
  type Event,
  headOf,
  inEntries,
  isAlarm,
  isFailure,
} from '../../../examples/web/src/account/activity/entries.js';

const NOON = Date.parse('2030-01-01T12:00:00Z');

/** What a list of the server holds, newest first: `type`, seconds before noon, and the device. */
function log(...lines: [type: Event['type'], secondsAgo: number, device?: string][]): Event[] {
  return lines.map(([type, secondsAgo, userAgent = 'Firefox'], at) => ({
    id: String(at),
    type,
    occurredAt: new Date(NOON - secondsAgo * 1000).toISOString(),
    userAgent,
    ipAddress: '192.0.2.1',
  })) as Event[];
}

const typesOf = (events: Event[]) => inEntries(events).map((entry) => entry.map(({ type }) => type));

describe('the activity of an account', () => {
  it('has one entry for the steps of a sign-in', () => {
    const events = log(
      ['SIGNED_IN', 0],
      ['CODE_SENT', 20],
      ['CODE_SENT', 60],
      ['PASSWORD_ACCEPTED', 61],
      ['SIGNED_IN', 4000],
      ['PASSWORD_ACCEPTED', 4030],
    );
    expect(typesOf(events)).toEqual([
      ['SIGNED_IN', 'CODE_SENT', 'CODE_SENT', 'PASSWORD_ACCEPTED'],
      ['SIGNED_IN', 'PASSWORD_ACCEPTED'],
    ]);
  });

  it('warns of a copied token, a copied passkey and a locked factor, and not of a mistyped code', () => {
    const events = log(
      ['CODE_REJECTED', 0],
      ['SIGN_IN_REFUSED', 1],
      ['REFRESH_TOKEN_REUSED', 2],
      ['PASSKEY_COUNTER_BACK', 3],
      ['SECOND_FACTOR_LOCKED', 4],
    );
    expect(events.map(isFailure)).toEqual([true, true, true, true, true]);
    expect(events.map(isAlarm)).toEqual([false, false, true, true, true]);
  });

  it('shows each failure, and what other devices do meanwhile, in entries of their own', () => {
    const events = log(
      ['SIGNED_IN', 0],
      ['CODE_REJECTED', 10],
      ['CODE_SENT', 15, 'Safari'],
      ['SIGN_IN_REFUSED', 17],
      ['CODE_SENT', 20],
      ['PASSWORD_ACCEPTED', 21, 'Safari'],
      ['PASSWORD_ACCEPTED', 22],
    );
    expect(typesOf(events)).toEqual([
      ['SIGNED_IN', 'CODE_SENT', 'PASSWORD_ACCEPTED'],
      ['CODE_REJECTED'],
      ['CODE_SENT', 'PASSWORD_ACCEPTED'],
      ['SIGN_IN_REFUSED'],
    ]);
  });

  it('hides no right password after which nobody signed in', () => {
    const events = log(
      ['SIGNED_IN', 0],
      ['PASSWORD_ACCEPTED', 30],
      ['CODE_SENT', 60],
      ['PASSWORD_ACCEPTED', 61],
      ['PASSWORD_ACCEPTED', 90],
    );
    expect(inEntries(events).map((entry) => headOf(entry).type)).toEqual([
      'SIGNED_IN',
      'PASSWORD_ACCEPTED',
      'PASSWORD_ACCEPTED',
    ]);
    const late = log(['SIGNED_IN', 0], ['PASSWORD_ACCEPTED', 3600]);
    expect(typesOf(late)).toEqual([['SIGNED_IN'], ['PASSWORD_ACCEPTED']]);
  });

  it('has one entry for sessions that end together', () => {
    const events = log(
      ['SESSION_REVOKED', 0],
      ['SESSION_REVOKED', 1],
      ['SESSION_REVOKED', 60],
      ['SESSION_REVOKED', 61, 'Safari'],
    );
    expect(typesOf(events)).toEqual([
      ['SESSION_REVOKED', 'SESSION_REVOKED'],
      ['SESSION_REVOKED'],
      ['SESSION_REVOKED'],
    ]);
  });

  it('has one entry for a change, and what the server did because of it', () => {
    const events = log(
      ['SIGNED_IN', 0],
      ['PHONE_REGISTERED', 0],
      ['SESSION_REVOKED', 0],
      ['SESSION_REVOKED', 0],
      ['CODE_SENT', 40],
      ['SIGNED_IN', 60],
      ['PASSWORD_ACCEPTED', 90],
    );
    const entries = inEntries(events);
    expect(entries.map((entry) => headOf(entry).type)).toEqual(['PHONE_REGISTERED', 'SIGNED_IN']);
    expect(entries.map(({ length }) => length)).toEqual([5, 2]);
    expect(typesOf(log(['SIGNED_IN', 0], ['PASSWORD_CHANGED', 10]))).toEqual([
      ['SIGNED_IN'],
      ['PASSWORD_CHANGED'],
    ]);
  });
});
