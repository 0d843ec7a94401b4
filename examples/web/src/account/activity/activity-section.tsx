import { useQuery } from '@apollo/client/react';
import { MySecurityEventsDocument } from 'graphql-two-factor-auth/client';
import { useRef } from 'react';
import { t } from '../../texts/texts.js';
import { failureOf } from '../../ui/failure.js';
import { FailureNote } from '../../ui/failure-note.js';
import { More, Skeleton } from '../../ui/paged-list.js';
import { useAction } from '../../ui/use-action.js';
import { ActivityList } from './activity-list.js';

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
  const events = page?.edges.map(({ node }) => node) ?? [];
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section className="card" aria-label={t.activity}>
      {!data && !error && <Skeleton rows={4} />}
      {page && events.length === 0 && <p className="faint">{t.nothingYet}</p>}
      <ActivityList events={events} level="h2" list={list} />
      <More pageInfo={page?.pageInfo} more={more} list={list} />
      <FailureNote failure={more.failure ?? (error && failureOf(error))} />
    </section>
  );
}
