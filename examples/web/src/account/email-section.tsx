import { useMutation } from '@apollo/client/react';
import {
  ConfirmEmailChangeDocument,
  type MeQuery,
  RequestEmailChangeDocument,
} from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { EmailField } from '../mail/email-field.js';
import { MailCodeForm, type SentMail } from '../mail/mail-code-form.js';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { FailureNote } from '../ui/failure-note.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useOpenForm } from '../ui/form/use-open-form.js';
import { MailIcon } from '../ui/icons.js';
import { useAction, useFailure } from '../ui/use-action.js';
import { SettingRow } from './setting-row.js';

type User = NonNullable<MeQuery['me']>;

/** The address, whether it is confirmed, and another one: it takes its place when its code is entered. */
export function EmailSection({ user }: { user: User }) {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState<SentMail>();
  const [changed, setChanged] = useState(false);
  const form = useOpenForm();
  const [request] = useMutation(RequestEmailChangeDocument);
  const [confirm] = useMutation(ConfirmEmailChangeDocument, {
    refetchQueries: ['Me'],
    awaitRefetchQueries: true,
  });
  const shared = useFailure();
  const send = async (address: string) => {
    setChanged(false);
    const { data } = await request({ variables: { email: address } });
    if (!data) return;
    setSent({ email: address, step: data.requestEmailChange });
    form.open();
  };
  const change = useAction(() => send(email), { shared, name: t.changeEmail });
  const prove = useAction(send, { shared, name: t.confirmAddress });
  const { failure } = change;
  const close = () => {
    setEmail('');
    setSent(undefined);
    change.forget();
    form.close();
  };
  const submit = async ({ step: { challenge } }: SentMail, token: string) => {
    await confirm({ variables: { challenge, token } });
    close();
    setChanged(true);
  };
  return (
    <section className="card" aria-labelledby="email">
      <h2 id="email">{t.email}</h2>
      {!form.isOpen && (
        <>
          <SettingRow
            icon={<MailIcon />}
            title={<Address user={user} />}
            actions={
              options.passwordReset && (
                <>
                  {user.email != null && user.emailVerifiedAt == null && (
                    <button
                      className="secondary"
                      aria-label={t.confirmAddress}
                      aria-busy={prove.busy}
                      aria-disabled={prove.busy}
                      onClick={() => void prove.run(user.email ?? '')}
                    >
                      {t.confirm}
                    </button>
                  )}
                  <button ref={form.opener} className="secondary" onClick={form.open}>
                    {user.email == null ? t.addEmail : t.changeEmail}
                  </button>
                </>
              )
            }
          />
          <FailureNote failure={failure} />
        </>
      )}
      {form.isOpen && sent && (
        <MailCodeForm sent={sent} onSent={setSent} onSubmit={(code) => submit(sent, code)} onCancel={close} />
      )}
      {form.isOpen && !sent && (
        <Form label={t.changeEmail} busy={change.busy} failure={failure} onSubmit={change.run}>
          <EmailField autoFocus label={t.newEmail} value={email} onChange={setEmail} />
          <div className="actions">
            <SubmitButton busy={change.busy} failure={failure}>
              {t.continue}
            </SubmitButton>
            <button type="button" className="secondary" onClick={close}>
              {t.cancel}
            </button>
          </div>
        </Form>
      )}
      <p role="status" className="note good">
        {changed && t.emailChanged}
      </p>
    </section>
  );
}

function Address({ user: { email, emailVerifiedAt } }: { user: User }) {
  if (email == null) return <span className="faint">{t.none}</span>;
  return (
    <>
      <b>{email}</b>{' '}
      {emailVerifiedAt == null ? (
        <span className="badge warn">{t.notConfirmed}</span>
      ) : (
        <span className="badge good">{t.confirmed}</span>
      )}
    </>
  );
}
