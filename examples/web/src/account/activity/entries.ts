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
const ENDS: readonly SecurityEventType[] = ['SIGNED_IN', 'STEPPED_UP'];

/** After these the server ends all sessions, forgets all devices, and opens a new session at once. */
const CHANGES: readonly SecurityEventType[] = [
  'AUTHENTICATOR_ADDED',
  'AUTHENTICATOR_REMOVED',
  'EMAIL_CHANGED',
  'PASSWORD_CHANGED',
  'PHONE_REGISTERED',
  'TWO_FACTOR_DISABLED',
];
const FOLLOWS: readonly SecurityEventType[] = ['SESSION_REVOKED', 'DEVICE_TRUST_REVOKED'];

/** Longer than a challenge is open. */
const ATTEMPT_MS = 15 * 60_000;
/** What the server does in one step has an event each. */
const TOGETHER_MS = 2_000;

/** What looks like a break-in. */
const ALARMS: readonly SecurityEventType[] = [
  'PASSKEY_COUNTER_BACK',
  'REFRESH_TOKEN_REUSED',
  'SECOND_FACTOR_LOCKED',
];

export function isFailure({ type }: Event): boolean {
  return FAILURES.includes(type);
}

export function isAlarm({ type }: Event): boolean {
  return ALARMS.includes(type);
}

const isChange = ({ type }: Event) => CHANGES.includes(type);

/**
 * The event that says what an entry is: a change, or the newest one. A sign-in that nobody completed is the password that
 * was entered.
 */
export function headOf(entry: Entry): Event {
  const [newest] = entry;
  const change = entry.find(isChange);
  if (change || newest.type !== 'CODE_SENT') return change ?? newest;
  return entry.find(({ type }) => type === 'PASSWORD_ACCEPTED') ?? newest;
}

/**
 * Puts the steps of one sign-in into one entry, and what one change did into another.
 *
 * @param events the newest first. Where the list of the server goes on, the last entries may lack their oldest events
 */
export function inEntries(events: readonly Event[]): Entry[] {
  const entries: [Event, ...Event[]][] = [];
  for (const event of events) {
    const newest = entries.findLast((entry) => isSameDevice(entry[0], event) && mayHave(entry, event));
    if (newest && belongs(newest, event)) newest.push(event);
    else entries.push([event]);
  }
  return entries;
}

function isSameDevice(one: Event, other: Event): boolean {
  return one.ipAddress === other.ipAddress && one.userAgent === other.userAgent;
}

/** Whether entries of this kind take up such an event. */
function mayHave(entry: Entry, event: Event): boolean {
  const { type } = entry[0];
  if (isChange(event)) return type === 'SIGNED_IN';
  if (FOLLOWS.includes(event.type)) return type === event.type || entry.some(isChange);
  return STEPS.includes(event.type) && (type === 'CODE_SENT' || ENDS.includes(type) || entry.some(isChange));
}

function belongs(entry: Entry, event: Event): boolean {
  const sinceMs = Date.parse(entry[0].occurredAt) - Date.parse(event.occurredAt);
  if (isChange(event)) return entry.length === 1 && sinceMs <= TOGETHER_MS;
  if (FOLLOWS.includes(event.type)) return sinceMs <= TOGETHER_MS;
  if (entry.some(isChange) && event.type === 'PASSWORD_ACCEPTED') return false;
  // A sign-in begins with the password.
  return sinceMs <= ATTEMPT_MS && entry.every(({ type }) => type !== 'PASSWORD_ACCEPTED');
}
