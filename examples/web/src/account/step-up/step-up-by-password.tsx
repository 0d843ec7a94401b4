import { useState } from 'react';
import { auth } from '../../apollo.js';
import { t } from '../../texts/texts.js';
import { KnownUsername, PasswordField } from '../../ui/form/credential-fields.js';
import { Form } from '../../ui/form/form.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction } from '../../ui/use-action.js';
import type { StepUpWayProps } from './step-up-by-factor.js';

/** A new sign-in, for a user without a second factor. */
export function StepUpByPassword({
  username,
  failure,
  follow,
  onCancel,
}: StepUpWayProps & { username: string }) {
  const [password, setPassword] = useState('');
  const signIn = useAction(() => follow(auth.signIn({ username, password })), { shared: failure });
  return (
    <Form label={t.password} busy={signIn.busy} failure={failure[0]} onSubmit={signIn.run}>
      <KnownUsername username={username} />
      <PasswordField autoFocus value={password} onChange={setPassword} />
      <div className="actions">
        <SubmitButton busy={signIn.busy} failure={failure[0]}>
          {t.continue}
        </SubmitButton>
        <button type="button" className="secondary" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </Form>
  );
}
