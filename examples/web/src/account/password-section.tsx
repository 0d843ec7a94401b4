import { useMutation } from '@apollo/client/react';
import { ChangePasswordDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { KnownUsername, PasswordField } from '../ui/form/credential-fields.js';
import { Form } from '../ui/form/form.js';
import { KeyIcon } from '../ui/icons.js';
import { useOpenForm } from '../ui/form/use-open-form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { SettingRow } from './setting-row.js';

/** Whether a password manager led here, by `/.well-known/change-password`. */
const isAsked = () => location.hash === '#change-password';

export function PasswordSection({ username }: { username: string }) {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [changed, setChanged] = useState(false);
  const form = useOpenForm(isAsked());
  const [change] = useMutation(ChangePasswordDocument);
  const { run, busy, failure, forget } = useAction(
    async () => {
      await change({ variables: { currentPassword, newPassword } });
      close();
      setChanged(true);
    },
    { name: t.changePassword },
  );
  const close = () => {
    setCurrent('');
    setNew('');
    forget();
    form.close();
  };
  const open = () => {
    setChanged(false);
    form.open();
  };
  return (
    <section className="card" aria-labelledby="password">
      <h2 id="password">{t.password}</h2>
      {!form.isOpen && (
        <SettingRow
          icon={<KeyIcon />}
          title={
            <span className="faint" aria-hidden="true">
              ••••••••
            </span>
          }
          actions={
            <button ref={form.opener} className="secondary" onClick={open}>
              {t.changePassword}
            </button>
          }
        />
      )}
      {form.isOpen && (
        <Form label={t.changePassword} busy={busy} failure={failure} onSubmit={run}>
          <KnownUsername username={username} />
          <PasswordField
            autoFocus
            label={t.currentPassword}
            name="currentPassword"
            value={currentPassword}
            onChange={setCurrent}
          />
          <PasswordField
            label={t.newPassword}
            name="newPassword"
            hint={t.atLeast(options.passwordMinLength)}
            autoComplete="new-password"
            minLength={options.passwordMinLength}
            value={newPassword}
            onChange={setNew}
          />
          <div className="actions">
            <SubmitButton busy={busy} failure={failure}>
              {t.changePassword}
            </SubmitButton>
            <button type="button" className="secondary" onClick={close}>
              {t.cancel}
            </button>
          </div>
        </Form>
      )}
      <p role="status" className="note good">
        {changed && t.passwordChanged}
      </p>
    </section>
  );
}
