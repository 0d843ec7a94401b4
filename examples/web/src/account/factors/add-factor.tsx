import { useMutation } from '@apollo/client/react';
import { StartAuthenticatorAppDocument, type TwoFactorKind } from 'graphql-two-factor-auth/client';
import { useEffect, useRef, useState } from 'react';
import { auth } from '../../apollo.js';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { deviceOf } from '../../ui/device.js';
import { failureOf } from '../../ui/failure.js';
import { FailureNote } from '../../ui/failure-note.js';
import { FactorIcon } from '../../ui/factor-icon.js';
import { useAction, useFailure } from '../../ui/use-action.js';
import { SettingRow } from '../setting-row.js';
import { AddApp, type AppSetup } from './add-app.js';
import { AddPhone } from './add-phone.js';

/** What a user can add, the strongest first. */
export type AddableKind = Extract<TwoFactorKind, 'PASSKEY' | 'AUTHENTICATOR_APP' | 'PHONE'>;

const ADD: Record<AddableKind, string> = {
  PASSKEY: t.addPasskey,
  AUTHENTICATOR_APP: t.addApp,
  PHONE: t.addPhone,
};

const OFFERED = (Object.keys(ADD) as AddableKind[]).filter(
  (kind) => options.methods.includes(kind) && (kind !== 'PASSKEY' || auth.canUsePasskeys),
);

type Form = { kind: 'PHONE' } | { kind: 'AUTHENTICATOR_APP'; setup: AppSetup };

interface AddFactorProps {
  /** What the user has already. */
  has: readonly AddableKind[];
  onAdded: () => Promise<unknown>;
}

/** Offers what the server offers, and adds the chosen one. */
export function AddFactor({ has, onAdded }: AddFactorProps) {
  const [form, setForm] = useState<Form>();
  const shared = useFailure();
  const [failure, setFailure] = shared;
  const openers = useRef(new Map<AddableKind, HTMLButtonElement | null>());
  const canceled = useRef<AddableKind>(undefined);
  const [startApp] = useMutation(StartAuthenticatorAppDocument);

  const openApp = useAction(
    async () => {
      const { data } = await startApp();
      if (data) setForm({ kind: 'AUTHENTICATOR_APP', setup: data.startAuthenticatorApp });
    },
    { shared, name: t.addApp },
  );
  const addPasskey = useAction(
    async () => {
      await auth.addPasskey({ name: deviceOf(navigator.userAgent).name });
      await onAdded();
    },
    { shared, name: t.addPasskey },
  );
  const busy = { PASSKEY: addPasskey.busy, AUTHENTICATOR_APP: openApp.busy, PHONE: false };
  const open: Record<AddableKind, () => void> = {
    PHONE: () => setForm({ kind: 'PHONE' }),
    AUTHENTICATOR_APP: () => void openApp.run(),
    PASSKEY: () => void addPasskey.run(),
  };
  const close = () => {
    canceled.current = form?.kind;
    setForm(undefined);
  };
  const closeAdded = async () => {
    await onAdded();
    setForm(undefined);
  };
  useEffect(() => {
    if (form || !canceled.current) return;
    // The focused field has disappeared.
    openers.current.get(canceled.current)?.focus();
    canceled.current = undefined;
  }, [form]);

  if (form?.kind === 'PHONE')
    return (
      <>
        <h3 className="form-title">{t.addPhone}</h3>
        <AddPhone onAdded={closeAdded} onCancel={close} />
      </>
    );
  if (form)
    return (
      <>
        <h3 className="form-title">{t.setUpApp}</h3>
        <AddApp
          setup={form.setup}
          onAdded={closeAdded}
          onCancel={close}
          onExpired={(error) => {
            close();
            setFailure(failureOf(error));
          }}
        />
      </>
    );

  // A user has one phone, which its own row changes.
  const offered = OFFERED.filter((kind) => kind !== 'PHONE' || !has.includes(kind));
  if (offered.length === 0) return null;
  const button = (kind: AddableKind, className: string) => (
    <button
      key={kind}
      ref={(element) => void openers.current.set(kind, element)}
      className={className}
      aria-disabled={busy[kind]}
      aria-busy={busy[kind]}
      onClick={() => {
        setFailure(undefined);
        open[kind]();
      }}
    >
      {ADD[kind]}
    </button>
  );
  if (has.length > 0)
    return (
      <div className="apart">
        <h3>{t.addAnotherWay}</h3>
        <div className="actions">{offered.map((kind) => button(kind, 'secondary'))}</div>
        <FailureNote failure={failure} />
      </div>
    );
  return (
    <>
      <div className="rows">
        {offered.map((kind, at) => (
          <SettingRow
            key={kind}
            icon={<FactorIcon kind={kind} />}
            title={
              <>
                <b>{t.kinds[kind]}</b> {at === 0 && <span className="badge brand">{t.recommended}</span>}
              </>
            }
            actions={button(kind, at === 0 ? 'primary' : 'secondary')}
          >
            <small>{t.ways[kind]}</small>
          </SettingRow>
        ))}
      </div>
      <FailureNote failure={failure} />
    </>
  );
}
