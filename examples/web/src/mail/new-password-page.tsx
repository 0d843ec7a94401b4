import { type ReactNode, useState } from 'react';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { KnownUsername, PasswordField } from '../ui/form/credential-fields.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { isDeadLink } from './links/dead-link-page.js';
import { MailCard } from './mail-card.js';

interface NewPasswordPageProps {
  /** The user has no password yet. */
  isFirst?: boolean;
  /** What the password is for. */
  meaning?: string;
  /** For password managers, if it is known. */
  username?: string | undefined;
  onSubmit: (newPassword: string) => Promise<unknown>;
  onBack?: (() => void) | undefined;
  /** In the place of this page once the proof no longer counts. Default: the failure above the form. */
  dead?: ReactNode;
}

/** Asks for the password that somebody chooses, with the proof of a mail. */
export function NewPasswordPage({
  isFirst = false,
  meaning,
  username,
  onSubmit,
  onBack,
  dead,
}: NewPasswordPageProps) {
  const [newPassword, setNewPassword] = useState('');
  const { run, busy, failure } = useAction(() => onSubmit(newPassword));
  if (dead && isDeadLink(failure)) return dead;
  const title = isFirst ? t.choosePassword : t.chooseNewPassword;
  return (
    <MailCard title={title} onBack={onBack}>
      <Form label={title} busy={busy} failure={failure} onSubmit={run}>
        {meaning !== undefined && <p>{meaning}</p>}
        {username !== undefined && <KnownUsername username={username} />}
        <PasswordField
          autoFocus
          label={isFirst ? t.password : t.newPassword}
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
    </MailCard>
  );
}
