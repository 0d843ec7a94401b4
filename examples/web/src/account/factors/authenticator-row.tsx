import { useMutation } from '@apollo/client/react';
import { type AuthenticatorsQuery, RenameAuthenticatorDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { FactorIcon } from '../../ui/factor-icon.js';
import { Field, Form } from '../../ui/form/form.js';
import { grouped } from '../../ui/form/phone-field.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useOpenForm } from '../../ui/form/use-open-form.js';
import { Ago, DateOf } from '../../ui/time/moment.js';
import { useAction } from '../../ui/use-action.js';
import type { AddableKind } from './add-factor.js';
import { AddPhone } from './add-phone.js';

export type Authenticator = NonNullable<AuthenticatorsQuery['me']>['authenticators'][number];

/** The kind of each type, and the name that the server gives without a choice of the user. */
const TYPES: Record<Authenticator['__typename'], { kind: AddableKind; serverName: string }> = {
  PhoneAuthenticator: { kind: 'PHONE', serverName: 'Phone' },
  AuthenticatorApp: { kind: 'AUTHENTICATOR_APP', serverName: 'Authenticator app' },
  Passkey: { kind: 'PASSKEY', serverName: 'Passkey' },
};

export function kindOf({ __typename }: Pick<Authenticator, '__typename'>): AddableKind {
  return TYPES[__typename].kind;
}

/** As the user named it, or its kind in the language of the page. */
export function nameOf({ __typename, name }: Pick<Authenticator, '__typename' | 'name'>): string {
  const { kind, serverName } = TYPES[__typename];
  return name === serverName ? t.kinds[kind] : name;
}

interface AuthenticatorRowProps {
  authenticator: Authenticator;
  /** Its removal is under way. */
  isRemoving: boolean;
  busy: boolean;
  /** After another phone has taken its place. */
  onChanged: () => Promise<unknown>;
  /** Unset for the last one, which goes with the whole second factor. */
  onRemove?: (() => void) | undefined;
}

/** A phone, app or passkey: what it is, when it was used, and its name or number to change. */
export function AuthenticatorRow({
  authenticator,
  isRemoving,
  busy,
  onChanged,
  onRemove,
}: AuthenticatorRowProps) {
  const { createdAt, lastUsedAt } = authenticator;
  const [renaming, changing] = [useOpenForm(), useOpenForm()];
  const name = nameOf(authenticator);
  const kind = kindOf(authenticator);
  return (
    <li className="row setting">
      <FactorIcon kind={kind} />
      <div>
        <b>{name}</b>
        <small>
          <Details of={authenticator} />
          {t.addedOn('')}
          <DateOf at={createdAt} />
          {lastUsedAt != null && (
            <>
              {' · '}
              {t.lastUsed('')}
              <Ago at={lastUsedAt} />
            </>
          )}
        </small>
        {renaming.isOpen && <RenameForm authenticator={authenticator} onClose={renaming.close} />}
        {changing.isOpen && (
          <AddPhone
            replaces
            onAdded={async () => {
              await onChanged();
              changing.close();
            }}
            onCancel={changing.close}
          />
        )}
      </div>
      {!renaming.isOpen && !changing.isOpen && (
        <div className="actions">
          <button
            ref={renaming.opener}
            className="secondary"
            aria-label={t.renameOf(name)}
            onClick={renaming.open}
          >
            {t.rename}
          </button>
          {kind === 'PHONE' && options.methods.includes(kind) && (
            <button ref={changing.opener} className="secondary" onClick={changing.open}>
              {t.changePhone}
            </button>
          )}
          {onRemove && (
            <button
              className="secondary"
              aria-label={t.removeOf(name)}
              aria-busy={isRemoving}
              aria-disabled={busy}
              onClick={onRemove}
            >
              {t.remove}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Details({ of }: { of: Authenticator }) {
  if (of.__typename === 'Passkey') return `${of.isSynced ? t.onAllDevices : t.onOneDevice} · `;
  if (of.__typename !== 'PhoneAuthenticator' || of.phone == null) return null;
  return (
    <>
      <span className="number">{grouped(of.phone)}</span>
      {' · '}
    </>
  );
}

function RenameForm({ authenticator, onClose }: { authenticator: Authenticator; onClose: () => void }) {
  const [name, setName] = useState(nameOf(authenticator));
  const [rename] = useMutation(RenameAuthenticatorDocument);
  const { run, busy, failure } = useAction(
    async () => {
      await rename({ variables: { id: authenticator.id, name } });
      onClose();
    },
    { name: t.rename },
  );
  return (
    <Form label={t.rename} busy={busy} failure={failure} onSubmit={run}>
      <Field
        label={t.name}
        name="name"
        autoFocus
        required
        maxLength={100}
        value={name}
        onChange={({ target }) => setName(target.value)}
      />
      <div className="actions">
        <SubmitButton busy={busy} failure={failure}>
          {t.save}
        </SubmitButton>
        <button type="button" className="secondary" onClick={onClose}>
          {t.cancel}
        </button>
      </div>
    </Form>
  );
}
