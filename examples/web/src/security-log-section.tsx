import { useQuery } from '@apollo/client/react';
import { MySecurityEventsDocument } from 'graphql-two-factor-auth/client';
import { Moment } from './moment.js';

/** What happened to the account, the newest first. */
export function SecurityLogSection() {
  const { data, fetchMore, loading } = useQuery(MySecurityEventsDocument, {
    variables: { first: 10 },
    fetchPolicy: 'cache-and-network',
  });
  const events = data?.me?.securityEvents;
  return (
    <section aria-labelledby="log">
      <h2 id="log">Security log</h2>
      <ul className="rows">
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
      </ul>
      {events?.pageInfo.hasNextPage && (
        <button
          disabled={loading}
          onClick={() => fetchMore({ variables: { after: events.pageInfo.endCursor } })}
        >
          Show more
        </button>
      )}
    </section>
  );
}
