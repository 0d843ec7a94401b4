import { useMutation } from '@apollo/client/react';
import { RemoveUserAuthenticatorDocument, type UserQuery } from 'graphql-two-factor-auth/client';
import { useRef, useState } from 'react';
import { kindOf, nameOf } from '../account/factors/authenticator-row.js';
import { t } from '../texts/texts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FactorIcon } from '../ui/factor-icon.js';
import { FailureNote } from '../ui/failure-note.js';
import { Ago, DateOf } from '../ui/time/moment.js';
import { useAction } from '../ui/use-action.js';

export type ReadUser = NonNullable<UserQuery['user']>;
type Authenticator = ReadUser['authenticators'][number];

/** The phones, apps and passkeys of a user. Staff removes one that is lost. */
export function UserFactors({ user, isSelf }: { user: ReadUser; isSelf: boolean }) {
  const { authenticators, recoveryCodesLeft } = user;
  const isOn = user.twoFactorEnabled;
  const isLast = authenticators.length === 1;
  const heading = useRef<HTMLHeadingElement>(null);
  const [asking, setAsking] = useState<Authenticator>();
  const [removed, setRemoved] = useState(false);
  const [removeOne] = useMutation(RemoveUserAuthenticatorDocument, {
    refetchQueries: ['User', 'SecurityEvents'],
  });
  const remove = useAction(
    async (id: string) => {
      setRemoved(false);
      await removeOne({ variables: { userId: user.id, id } });
      setRemoved(true);
      // The button disappears with its row.
      heading.current?.focus();
    },
    { name: t.remove },
  );
  return (
    <section className="apart stacked" aria-labelledby="user-factors">
      <h3 id="user-factors" ref={heading} tabIndex={-1}>
        {t.secondFactor} <span className={isOn ? 'badge good' : 'badge'}>{isOn ? t.on : t.off}</span>
      </h3>
      {authenticators.length > 0 && (
        <ul className="rows">
          {authenticators.map((authenticator) => (
            <li key={authenticator.id} className="row setting">
              <FactorIcon kind={kindOf(authenticator)} />
              <div>
                <b>{nameOf(authenticator)}</b>
                <Details of={authenticator} phone={user.phoneMasked} />
              </div>
              {!isSelf && (
                <div className="actions">
                  <button
                    className="secondary"
                    aria-label={t.removeOf(nameOf(authenticator))}
                    aria-busy={remove.running?.[0] === authenticator.id}
                    aria-disabled={remove.busy}
                    onClick={() => setAsking(authenticator)}
                  >
                    {t.remove}
                  </button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {isOn && (
        <small>
          {t.recoveryCodes}: {t.codesLeft(recoveryCodesLeft)}
        </small>
      )}
      <p role="status" className="note good">
        {removed && t.factorRemoved}
      </p>
      <FailureNote failure={remove.failure} />
      {asking && (
        <ConfirmDialog
          question={t.reallyRemove(nameOf(asking))}
          meaning={isLast ? t.removeLastOfUserMeans : t.removeOfUserMeans}
          action={t.remove}
          onCancel={() => setAsking(undefined)}
          onConfirm={() => {
            setAsking(undefined);
            void remove.run(asking.id);
          }}
        />
      )}
    </section>
  );
}

function Details({ of, phone }: { of: Authenticator; phone: string | null | undefined }) {
  return (
    <small>
      {of.__typename === 'PhoneAuthenticator' && phone != null && (
        <>
          <span className="number">{phone}</span>
          {' · '}
        </>
      )}
      {t.addedOn('')}
      <DateOf at={of.createdAt} />
      {of.lastUsedAt != null && (
        <>
          {' · '}
          {t.lastUsed('')}
          <Ago at={of.lastUsedAt} />
        </>
      )}
    </small>
  );
}
