import { useMutation } from '@apollo/client/react';
import { PreferTwoFactorMethodDocument, type TwoFactorKind } from 'graphql-two-factor-auth/client';
import { useId } from 'react';
import { t } from '../../texts/texts.js';
import { FailureNote } from '../../ui/failure-note.js';
import { useAction } from '../../ui/use-action.js';
import type { AddableKind } from './add-factor.js';

interface PreferredMethodProps {
  kinds: readonly AddableKind[];
  preferred: TwoFactorKind | null | undefined;
}

/** Which kind of factor a sign-in begins with. */
export function PreferredMethod({ kinds, preferred }: PreferredMethodProps) {
  const id = useId();
  const [prefer] = useMutation(PreferTwoFactorMethodDocument, {
    refetchQueries: ['Authenticators'],
    awaitRefetchQueries: true,
  });
  const { run, busy, running, failure } = useAction(
    (kind: TwoFactorKind) => prefer({ variables: { kind } }),
    {
      name: t.askFirstFor,
    },
  );
  return (
    <div className="field inline apart">
      <label htmlFor={id}>{t.askFirstFor}</label>
      <select
        id={id}
        aria-busy={busy}
        value={running?.[0] ?? preferred ?? ''}
        onChange={({ target }) => void run(target.value as TwoFactorKind)}
      >
        {preferred == null && <option value="">{t.theStrongest}</option>}
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t.kinds[kind]}
          </option>
        ))}
      </select>
      <FailureNote failure={failure} />
    </div>
  );
}
