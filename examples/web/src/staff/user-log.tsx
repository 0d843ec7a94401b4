import { useQuery } from '@apollo/client/react';
import { SecurityEventsDocument } from 'graphql-two-factor-auth/client';
import { useRef } from 'react';
import { ActivityList } from '../account/activity/activity-list.js';
import { t } from '../texts/texts.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { More, Skeleton } from '../ui/paged-list.js';
import { useAction } from '../ui/use-action.js';

/** What happened to the account of a user, newest first. */
export function UserLog({ userId }: { userId: string }) {
  const { data, error, fetchMore } = useQuery(SecurityEventsDocument, {
    variables: { first: 20, userId },
    fetchPolicy: 'cache-and-network',
  });
  const list = useRef<HTMLDivElement>(null);
  const page = data?.securityEvents;
  const events = page?.edges.map(({ node }) => node) ?? [];
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section className="apart stacked" aria-labelledby="user-log">
      <h3 id="user-log">{t.activity}</h3>
      {!data && !error && <Skeleton rows={4} />}
      {page && events.length === 0 && <p className="faint">{t.nothingYet}</p>}
      <ActivityList events={events} level="h4" list={list} />
      <More pageInfo={page?.pageInfo} more={more} list={list} />
      <FailureNote failure={more.failure ?? (error && failureOf(error))} />
    </section>
  );
}
