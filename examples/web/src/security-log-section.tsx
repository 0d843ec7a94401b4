import { useQuery } from '@apollo/client/react';
import { MySecurityEventsDocument } from 'graphql-two-factor-auth/client';
import { Moment } from './moment.js';
import { failureOf } from './failure.js';
import { FailureNote } from './failure-note.js';
import { PagedList } from './paged-list.js';
import { useAction } from './use-action.js';

/** What happened to the account, the newest first. */
export function SecurityLogSection() {
  const { data, error, fetchMore } = useQuery(MySecurityEventsDocument, {
    variables: { first: 10 },
    fetchPolicy: 'cache-and-network',
  });
  const events = data?.me?.securityEvents;
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section aria-labelledby="log">
      <h2 id="log">Security log</h2>
      <PagedList pageInfo={events?.pageInfo} more={more}>
        {events?.edges.map(({ node: { id, type, reason, occurredAt, ipAddress } }) => (
          <li key={id}>
            <div>
              <b>{type.toLowerCase().replaceAll('_', ' ')}</b>
              <small>
                <Moment at={occurredAt} /> · {[reason, ipAddress].filter(Boolean).join(' · ')}
              </small>
            </div>
          </li>
        ))}
      </PagedList>
      <FailureNote failure={more.failure ?? (error && failureOf(error))} />
    </section>
  );
}
