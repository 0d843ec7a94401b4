import { useMutation, useQuery } from '@apollo/client/react';
import {
  RevokeOtherSessionsDocument,
  RevokeSessionDocument,
  SessionsDocument,
  type SessionsQuery,
} from 'graphql-two-factor-auth/client';
import { useRef, useState } from 'react';
import { t } from '../texts/texts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { deviceOf } from '../ui/device.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { ComputerIcon, PhoneIcon } from '../ui/icons.js';
import { Ago, inWords } from '../ui/time/moment.js';
import { Skeleton } from '../ui/paged-list.js';
import { useAction, useFailure } from '../ui/use-action.js';

type Session = NonNullable<SessionsQuery['me']>['sessions'][number];

/** Lists the user's sessions and ends them. */
export function SessionsSection() {
  const { data, error, refetch } = useQuery(SessionsDocument, { fetchPolicy: 'cache-and-network' });
  const [revoke] = useMutation(RevokeSessionDocument);
  const [revokeOthers] = useMutation(RevokeOtherSessionsDocument);
  const [asking, setAsking] = useState<Session | 'others'>();
  const shared = useFailure();
  const heading = useRef<HTMLHeadingElement>(null);
  // If reading the list fails, the query shows the failure. The session has ended all the same.
  const readAgain = async () => {
    await refetch().catch(() => undefined);
    // The button disappears with its session.
    heading.current?.focus();
  };
  const end = useAction((id: string) => revoke({ variables: { id } }).then(readAgain), {
    shared,
    name: t.end,
  });
  const endOthers = useAction(() => revokeOthers().then(readAgain), { shared, name: t.endOthers });
  const sessions = data?.me?.sessions ?? [];
  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t.sessions}
      </h2>
      {!data && !error && <Skeleton rows={2} />}
      <ul className="rows">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            isEnding={end.running?.[0] === session.id}
            busy={end.busy}
            onEnd={() => setAsking(session)}
          />
        ))}
      </ul>
      {sessions.length > 1 && (
        <button
          className="secondary"
          aria-busy={endOthers.busy}
          aria-disabled={endOthers.busy}
          onClick={() => setAsking('others')}
        >
          {t.endOthers}
        </button>
      )}
      <FailureNote failure={shared[0] ?? (error && failureOf(error))} />
      {asking && (
        <ConfirmDialog
          question={asking === 'others' ? t.reallyEndOthers : t.reallyEnd(deviceOf(asking.userAgent).name)}
          meaning={asking === 'others' ? t.endOthersMeans : t.endMeans}
          action={asking === 'others' ? t.endOthers : t.end}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void (asking === 'others' ? endOthers.run() : end.run(asking.id));
          }}
        />
      )}
    </section>
  );
}

interface SessionRowProps {
  session: Session;
  isEnding: boolean;
  /** Any session is ending. */
  busy: boolean;
  onEnd: () => void;
}

function SessionRow({ session, isEnding, busy, onEnd }: SessionRowProps) {
  const { isCurrent, userAgent, ipAddress, lastUsedAt, factors } = session;
  const device = deviceOf(userAgent);
  const address = ipAddress ?? t.unknownAddress;
  return (
    <li className="row">
      {device.isPhone ? <PhoneIcon /> : <ComputerIcon />}
      <div>
        <b>{device.name}</b> {isCurrent && <span className="badge good">{t.thisDevice}</span>}
        <small>
          {t.active('')}
          <Ago at={lastUsedAt} /> · {address} · {t.signedInWith(inFactors(factors))}
        </small>
      </div>
      {!isCurrent && (
        <button
          className="secondary"
          aria-busy={isEnding}
          aria-disabled={busy}
          // The time distinguishes devices that share one IP address.
          aria-label={t.endSession(device.name, address, inWords(lastUsedAt))}
          onClick={onEnd}
        >
          {t.end}
        </button>
      )}
    </li>
  );
}

/** RFC 8176 names in words. `mfa` says what the others say, and `user` comes with a passkey. */
function inFactors(factors: readonly string[]): string {
  const { and, ...words } = t.factors;
  return factors
    .filter((name) => name !== 'mfa' && name !== 'user')
    .map((name) => (words as Record<string, string>)[name] ?? name)
    .join(and);
}
