import { RegisterDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { PasswordField } from '../ui/form/credential-fields.js';
import { Field, Form } from '../ui/form/form.js';
import { PageLink } from '../ui/page/page-link.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { CheckMailPage } from './check-mail-page.js';
import { EmailField } from './email-field.js';
import { MailCard } from './mail-card.js';
import { noteRegistration } from './own-registration.js';
import { leavePlace } from './place.js';
import { useSentMail } from './use-sent-mail.js';

/** A new account: its name, address and password, and then the code of the mail. */
export function RegisterPage() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { sent, setSent, email, setEmail } = useSentMail('#register');
  const { run, busy, failure } = useAction(async () => {
    const { register: step } = await auth.request(RegisterDocument, { username, email, password });
    noteRegistration(step.challenge);
    setSent({ email, step });
  });
  if (sent)
    return (
      <CheckMailPage
        sent={sent}
        onSent={setSent}
        onSubmit={(token) => auth.verifyEmail({ challenge: sent.step.challenge, token }).then(leavePlace)}
      />
    );
  return (
    <MailCard title={t.createAccount} hasWayOut>
      <Form label={t.createAccount} busy={busy} failure={failure} onSubmit={run}>
        <Field
          label={t.username}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          value={username}
          onChange={({ target }) => setUsername(target.value)}
        />
        <EmailField value={email} onChange={setEmail} />
        <PasswordField
          hint={t.atLeast(options.passwordMinLength)}
          autoComplete="new-password"
          minLength={options.passwordMinLength}
          value={password}
          onChange={setPassword}
        />
        <SubmitButton busy={busy} failure={failure}>
          {t.createAccount}
        </SubmitButton>
      </Form>
      <p className="aside foot">
        {t.hasAccount} <PageLink href={`/${location.search}`}>{t.signIn}</PageLink>
      </p>
    </MailCard>
  );
}
