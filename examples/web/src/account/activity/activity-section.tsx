import { useQuery } from '@apollo/client/react';
import { MySecurityEventsDocument } from 'graphql-two-factor-auth/client';
import { useRef } from 'react';
import { t } from '../../texts/texts.js';
import { failureOf } from '../../ui/failure.js';
import { FailureNote } from '../../ui/failure-note.js';
import { More, Skeleton } from '../../ui/paged-list.js';
import { dayOf } from '../../ui/time/moment.js';
import { useAction } from '../../ui/use-action.js';
import { ActivityEntry } from './activity-entry.js';
import { type Entry, headOf, inEntries } from './entries.js';

/** As one sign-in has several events, a page of the server is fewer lines. */
const PAGE_SIZE = 30;

/** What happened in the account by day, newest first. */
export function ActivitySection() {
  const { data, error, fetchMore } = useQuery(MySecurityEventsDocument, {
    variables: { first: PAGE_SIZE },
    fetchPolicy: 'cache-and-network',
  });
  const list = useRef<HTMLDivElement>(null);
  const page = data?.me?.securityEvents;
  const entries = inEntries(page?.edges.map(({ node }) => node) ?? []);
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section className="card" aria-label={t.activity}>
      {!data && !error && <Skeleton rows={4} />}
      {page && entries.length === 0 && <p className="faint">{t.nothingYet}</p>}
      <div ref={list} tabIndex={-1}>
        {[...byDay(entries)].map(([day, ofDay]) => (
          <div key={day} className="day">
            <h2>{day}</h2>
            <ul className="rows">
              {ofDay.map((entry) => (
                <ActivityEntry key={headOf(entry).id} entry={entry} />
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

function byDay(entries: readonly Entry[]): Map<string, Entry[]> {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = dayOf(headOf(entry).occurredAt);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return days;
}
