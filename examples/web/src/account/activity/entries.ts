import type { MySecurityEventsQuery, SecurityEventType } from 'graphql-two-factor-auth/client';

export type Event = NonNullable<MySecurityEventsQuery['me']>['securityEvents']['edges'][number]['node'];

/** One line of the activity: what belongs together, the newest first. It is never empty. */
export type Entry = readonly [Event, ...Event[]];

/** What the user should look at twice. Each has a line of its own. */
const FAILURES: readonly SecurityEventType[] = [
  'CODE_NOT_SENT',
  'CODE_REJECTED',
  'EMAIL_TOKEN_REJECTED',
  'PASSKEY_COUNTER_BACK',
  'REFRESH_TOKEN_REUSED',
  'SECOND_FACTOR_LOCKED',
  'SIGN_IN_REFUSED',
  'USER_DEACTIVATED',
];

/** What leads to the end of a sign-in, of a step-up, or of the enrollment of a phone. */
const STEPS: readonly SecurityEventType[] = ['PASSWORD_ACCEPTED', 'CODE_SENT'];
const ENDS: readonly SecurityEventType[] = ['SIGNED_IN', 'STEPPED_UP', 'PHONE_REGISTERED'];

/** Longer than a challenge is open. */
const ATTEMPT_MS = 15 * 60_000;
/** Sessions that end together have an event each. */
const TOGETHER_MS = 5_000;

export function isFailure({ type }: Event): boolean {
  return FAILURES.includes(type);
}

/**
 * The event that says what an entry is: its newest one. A sign-in that nobody completed is the password that was entered.
 */
export function headOf(entry: Entry): Event {
  const [newest] = entry;
  if (newest.type !== 'CODE_SENT') return newest;
  return entry.find(({ type }) => type === 'PASSWORD_ACCEPTED') ?? newest;
}

/**
 * Puts the steps of one sign-in into one entry, and sessions that ended together into another.
 *
 * @param events the newest first. Where the list of the server goes on, the last entries may lack their oldest steps
 */
export function inEntries(events: readonly Event[]): Entry[] {
  const entries: [Event, ...Event[]][] = [];
  for (const event of events) {
    const newest = entries.findLast((entry) => isSameDevice(entry[0], event) && mayHave(entry[0], event));
    if (newest && belongs(newest, event)) newest.push(event);
    else entries.push([event]);
  }
  return entries;
}

function isSameDevice(one: Event, other: Event): boolean {
  return one.ipAddress === other.ipAddress && one.userAgent === other.userAgent;
}

/** Whether entries that begin with such an event take the other one up. */
function mayHave(newest: Event, { type }: Event): boolean {
  if (type === 'SESSION_REVOKED') return newest.type === type;
  return STEPS.includes(type) && (newest.type === 'CODE_SENT' || ENDS.includes(newest.type));
}

function belongs(entry: Entry, event: Event): boolean {
  const [newest] = entry;
  const sinceMs = Date.parse(newest.occurredAt) - Date.parse(event.occurredAt);
  if (event.type === 'SESSION_REVOKED') return sinceMs <= TOGETHER_MS;
  // A sign-in begins with the password.
  return sinceMs <= ATTEMPT_MS && entry.every(({ type }) => type !== 'PASSWORD_ACCEPTED');
}
