import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import {
  AuthenticatorsDocument,
  DisableTwoFactorDocument,
  RemoveAuthenticatorDocument,
} from 'graphql-two-factor-auth/client';
import { useRef, useState } from 'react';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { failureOf } from '../../ui/failure.js';
import { FailureNote } from '../../ui/failure-note.js';
import { Skeleton } from '../../ui/paged-list.js';
import { useAction, useFailure } from '../../ui/use-action.js';
import { AddFactor } from './add-factor.js';
import { type Authenticator, AuthenticatorRow, kindOf, nameOf } from './authenticator-row.js';
import { PreferredMethod } from './preferred-method.js';
import { RecoveryCodesSection } from './recovery-codes-section.js';
import { useAdded } from './use-added.js';

/** The phones, apps and passkeys of the user, and what is done with them. The recovery codes are beside them. */
export function SecondFactorSection() {
  const apollo = useApolloClient();
  const { data, error } = useQuery(AuthenticatorsDocument, { fetchPolicy: 'cache-and-network' });
  const [disableAll] = useMutation(DisableTwoFactorDocument);
  const [removeOne] = useMutation(RemoveAuthenticatorDocument);
  const [asking, setAsking] = useState<Authenticator | 'all'>();
  const heading = useRef<HTMLHeadingElement>(null);
  const failure = useFailure();
  const [shownFailure, setFailure] = failure;

  const showChange = async () => {
    // The change is done all the same. A query may lose its failure when another one fills the cache.
    await apollo
      .refetchQueries({ include: 'active' })
      .catch((error: unknown) => setFailure(failureOf(error)));
    // The focused button or field has disappeared.
    heading.current?.focus();
  };
  const disable = useAction(() => disableAll().then(showChange), { shared: failure, name: t.switchOff });
  const remove = useAction((id: string) => removeOne({ variables: { id } }).then(showChange), {
    shared: failure,
    name: t.remove,
  });
  const user = data?.me;
  const authenticators = user?.authenticators ?? [];
  const kinds = [...new Set(authenticators.map(kindOf))];
  const added = useAdded({ isFirst: authenticators.length === 0, showChange });
  const isOn = authenticators.length > 0;

  return (
    <>
      <section className="card" aria-labelledby="two-factor">
        <h2 id="two-factor" ref={heading} tabIndex={-1}>
          {t.secondFactor}{' '}
          {user && <span className={isOn ? 'badge good' : 'badge'}>{isOn ? t.on : t.off}</span>}
        </h2>
        {!user && !error && <Skeleton rows={3} />}
        {user && (
          <>
            <div>
              <p role="status">{isOn ? t.isOn : t.isOff}</p>
              {!isOn && <p className="faint">{t.whySwitchOn}</p>}
            </div>
            {isOn && (
              <ul className="rows">
                {authenticators.map((authenticator) => (
                  <AuthenticatorRow
                    key={authenticator.id}
                    authenticator={authenticator}
                    isRemoving={remove.running?.[0] === authenticator.id}
                    busy={remove.busy}
                    onChanged={showChange}
                    onRemove={authenticators.length > 1 ? () => setAsking(authenticator) : undefined}
                  />
                ))}
              </ul>
            )}
            {kinds.length > 1 && <PreferredMethod kinds={kinds} preferred={user.preferredTwoFactorMethod} />}
            <AddFactor has={kinds} onAdded={added} />
          </>
        )}
        <FailureNote failure={shownFailure ?? (error && failureOf(error))} />
        {isOn && options.twoFactorPolicy !== 'REQUIRED' && (
          <div className="apart">
            <button
              className="secondary"
              aria-busy={disable.busy}
              aria-disabled={disable.busy}
              onClick={() => setAsking('all')}
            >
              {t.switchOff}
            </button>
          </div>
        )}
        {asking && (
          <ConfirmDialog
            question={asking === 'all' ? t.reallySwitchOff : t.reallyRemove(nameOf(asking))}
            meaning={asking === 'all' ? t.switchOffMeans : t.removeMeans}
            action={asking === 'all' ? t.switchOff : t.remove}
            onCancel={() => setAsking(undefined)}
            onConfirm={() => {
              setAsking(undefined);
              void (asking === 'all' ? disable.run() : remove.run(asking.id));
            }}
          />
        )}
      </section>
      {isOn && user && <RecoveryCodesSection left={user.recoveryCodesLeft} />}
    </>
  );
}
