import { ResetPasswordDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { KnownUsername, PasswordField } from '../ui/form/credential-fields.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { MailCard } from './mail-card.js';
import type { MailLink } from './mail-link.js';
import { leavePlace } from './place.js';
import { RequestAgain } from './request-again.js';

interface NewPasswordPageProps {
  /** Of the link, or with a code that was typed. */
  proof: MailLink;
  /** For password managers, if it is known. */
  username?: string;
  onBack?: () => void;
}

/** Takes the new password. Nobody is signed in by it. */
export function NewPasswordPage({ proof, username, onBack }: NewPasswordPageProps) {
  const [newPassword, setNewPassword] = useState('');
  const [isDone, setDone] = useState(false);
  const { run, busy, failure } = useAction(async () => {
    await auth.request(ResetPasswordDocument, { ...proof, newPassword });
    setDone(true);
  });
  if (isDone)
    return (
      <MailCard title={t.passwordIsSet} focused>
        <p>{t.passwordIsSetMeans}</p>
        <button className="primary full" onClick={leavePlace}>
          {t.signIn}
        </button>
      </MailCard>
    );
  return (
    <MailCard title={t.chooseNewPassword} {...(onBack && { onBack })}>
      <Form label={t.chooseNewPassword} busy={busy} failure={failure} onSubmit={run}>
        {username !== undefined && <KnownUsername username={username} />}
        <PasswordField
          autoFocus
          label={t.newPassword}
          name="newPassword"
          hint={t.atLeast(options.passwordMinLength)}
          autoComplete="new-password"
          minLength={options.passwordMinLength}
          value={newPassword}
          onChange={setNewPassword}
        />
        <SubmitButton busy={busy} failure={failure}>
          {t.setPassword}
        </SubmitButton>
      </Form>
      <RequestAgain failure={failure} href="/#forgot-password" />
    </MailCard>
  );
}
