import { useMutation, useQuery } from '@apollo/client/react';
import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
} from 'graphql-two-factor-auth/client';
import { useRef } from 'react';
import { failureOf } from './failure.js';
import { FailureNote } from './failure-note.js';
import { inWords, Moment } from './moment.js';
import { useAction, useFailure } from './use-action.js';

/** Where the user is signed in, and how to end it. */
export function SessionsSection() {
  const { data, error, refetch } = useQuery(SessionsDocument, { fetchPolicy: 'cache-and-network' });
  const [revoke] = useMutation(RevokeSessionDocument);
  const [revokeOthers] = useMutation(RevokeOtherSessionsDocument);
  const failure = useFailure();
  const heading = useRef<HTMLHeadingElement>(null);
  // When this fails the query says so itself: what was ended is ended.
  const lookAgain = async () => {
    await refetch().catch(() => undefined);
    // The button goes with its session.
    heading.current?.focus();
  };
  const end = useAction((id: string) => revoke({ variables: { id } }).then(lookAgain), failure);
  const endOthers = useAction(() => revokeOthers().then(lookAgain), failure);
  const sessions = data?.me?.sessions ?? [];
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        Where you are signed in
      </h2>
      <ul className="rows">
        {sessions.map(({ id, isCurrent, userAgent, ipAddress, lastUsedAt, factors }) => (
          <li key={id}>
            <div>
              <b>{isCurrent ? 'This device' : (ipAddress ?? 'Unknown address')}</b>
              <small>
                <span id={`${id}-browser`}>{userAgent ?? 'Unknown browser'}</span> ·{' '}
                <Moment at={lastUsedAt} /> · {factors.join(', ')}
              </small>
            </div>
            {!isCurrent && (
              <button
                className="plain"
                aria-disabled={end.busy}
                // With the time, since all devices behind one router have one address.
                aria-label={`End the session at ${ipAddress ?? 'an unknown address'}, last used ${inWords(lastUsedAt)}`}
                aria-describedby={`${id}-browser`}
                onClick={() => void end.run(id)}
              >
                End
              </button>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <button aria-disabled={endOthers.busy} onClick={() => void endOthers.run()}>
          End all others
        </button>
      )}
      <FailureNote failure={failure[0] ?? (error && failureOf(error))} />
    </section>
  );
}
