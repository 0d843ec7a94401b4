import type { AuthState } from 'graphql-two-factor-auth/client';
import type { ReactNode } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';

interface PasskeyFormProps {
  follow: (request: Promise<AuthState>) => Promise<AuthState>;
  /** Above the button. */
  below?: ReactNode;
  onCancel?: (() => void) | undefined;
}

/** Asks for the passkey when its button is pressed: browsers open their dialog only then. */
export function PasskeyForm({ follow, below, onCancel }: PasskeyFormProps) {
  const { run, busy, failure } = useAction(() => follow(auth.usePasskey()));
  const submitButton = (
    <SubmitButton busy={busy} failure={failure} autoFocus>
      {t.usePasskey}
    </SubmitButton>
  );
  return (
    <Form label={t.kinds.PASSKEY} busy={busy} failure={failure} onSubmit={run}>
      <p>{t.askPasskey}</p>
      {below}
      {onCancel ? (
        <div className="actions">
          {submitButton}
          <button type="button" className="secondary" onClick={onCancel}>
            {t.cancel}
          </button>
        </div>
      ) : (
        submitButton
      )}
    </Form>
  );
}
