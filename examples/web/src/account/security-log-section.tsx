import { useQuery } from '@apollo/client/react';
import {
  MySecurityEventsDocument,
  type MySecurityEventsQuery,
  type SecurityEventType,
} from 'graphql-two-factor-auth/client';
import { type ReactNode, useRef } from 'react';
import { t } from '../texts/texts.js';
import { deviceOf } from '../ui/device.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import {
  CheckIcon,
  ComputerIcon,
  InfoIcon,
  KeyIcon,
  PasskeyIcon,
  PhoneIcon,
  RecoveryIcon,
  WarningIcon,
} from '../ui/icons.js';
import { dayOf, TimeOfDay } from '../ui/time/moment.js';
import { More, Skeleton } from '../ui/paged-list.js';
import { useAction } from '../ui/use-action.js';

type Event = NonNullable<MySecurityEventsQuery['me']>['securityEvents']['edges'][number]['node'];

/** What the user should look at twice. */
const FAILURES: readonly SecurityEventType[] = [
  'CODE_NOT_SENT',
  'CODE_REJECTED',
  'PASSKEY_COUNTER_BACK',
  'REFRESH_TOKEN_REUSED',
  'SECOND_FACTOR_LOCKED',
  'SIGN_IN_REFUSED',
  'USER_DEACTIVATED',
];

/** The events of the account by day, newest first. */
export function SecurityLogSection() {
  const { data, error, fetchMore } = useQuery(MySecurityEventsDocument, {
    variables: { first: 10 },
    fetchPolicy: 'cache-and-network',
  });
  const list = useRef<HTMLDivElement>(null);
  const page = data?.me?.securityEvents;
  const events = page?.edges.map(({ node }) => node) ?? [];
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section className="card" aria-labelledby="log">
      <h2 id="log">{t.activity}</h2>
      {!data && !error && <Skeleton rows={4} />}
      {page && events.length === 0 && <p className="faint">{t.nothingYet}</p>}
      <div ref={list} tabIndex={-1}>
        {[...byDay(events)].map(([day, ofDay]) => (
          <div key={day}>
            <h3>{day}</h3>
            <ul className="rows">
              {ofDay.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </ul>
          </div>
        ))}
      </div>
      <More pageInfo={page?.pageInfo} more={more} list={list} />
      <FailureNote failure={more.failure ?? (error && failureOf(error))} />
    </section>
  );
}

function EventRow({ event: { type, occurredAt, ipAddress, userAgent } }: { event: Event }) {
  const isFailure = FAILURES.includes(type);
  return (
    <li className={isFailure ? 'row bad' : 'row'}>
      {isFailure ? <WarningIcon /> : iconOf(type)}
      <div>
        {t.events[type]}
        <small>
          <TimeOfDay at={occurredAt} />
          {userAgent != null && ` · ${deviceOf(userAgent).name}`}
          {ipAddress != null && ` · ${ipAddress}`}
        </small>
      </div>
    </li>
  );
}

function iconOf(type: SecurityEventType): ReactNode {
  if (type === 'SIGNED_IN') return <CheckIcon />;
  if (type.startsWith('PASSWORD')) return <KeyIcon />;
  if (type.startsWith('AUTHENTICATOR')) return <PasskeyIcon />;
  if (type.startsWith('RECOVERY')) return <RecoveryIcon />;
  if (type.startsWith('DEVICE')) return <ComputerIcon />;
  return type.startsWith('CODE') || type.startsWith('PHONE') ? <PhoneIcon /> : <InfoIcon />;
}

function byDay(events: readonly Event[]): Map<string, Event[]> {
  const days = new Map<string, Event[]>();
  for (const event of events) {
    const day = dayOf(event.occurredAt);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return days;
}
