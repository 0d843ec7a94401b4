import { useState, useSyncExternalStore } from 'react';
import { auth } from '../apollo.js';
import { CodeForm } from '../sign-in/code-form.js';
import { t } from '../texts/texts.js';
import { KnownUsername, PasswordField } from '../ui/form/credential-fields.js';
import { codeOf, failureOf } from '../ui/failure.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction, useFailure } from '../ui/use-action.js';
import { useModal } from '../ui/use-modal.js';

interface StepUpDialogProps {
  username: string;
  /** What needs it, as the button says. */
  action: string;
  onDone: (isSignedIn: boolean) => void;
}

/** Asks for the password and a code again. If it is canceled, the session continues. */
export function StepUpDialog({ username, action, onDone }: StepUpDialogProps) {
  const dialog = useModal();
  const [password, setPassword] = useState('');
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  const failure = useFailure();
  const [, setFailure] = failure;

  const finish = ({ step }: { step: string }) => {
    if (step === 'signedIn') onDone(true);
  };
  const signIn = useAction(async () => finish(await auth.signIn({ username, password })), {
    shared: failure,
  });
  /** The code form disappears with its challenge, so the dialog shows this failure. */
  const noteExpiry = (error: unknown): never => {
    if (codeOf(error) === 'CHALLENGE_EXPIRED') setFailure(failureOf(error));
    throw error;
  };
  const cancel = () => {
    auth.cancel();
    onDone(false);
  };

  return (
    <dialog
      ref={dialog}
      aria-labelledby="step-up"
      // Closed by the Escape key, unless it is open again.
      onClose={({ currentTarget }) => !currentTarget.open && cancel()}
    >
      <h2 id="step-up">{t.confirmItIsYou}</h2>
      <p>
        <b>{action}</b>: {t.needsRecentSignIn}
      </p>
      {state.step === 'needsCode' ? (
        <CodeForm
          challenge={state.challenge}
          onSubmit={async (code) => finish(await auth.submitCode(code).catch(noteExpiry))}
          onResend={(channel) => auth.resendCode(channel).catch(noteExpiry)}
          onCancel={cancel}
        />
      ) : (
        <Form label={t.password} busy={signIn.busy} failure={failure[0]} onSubmit={signIn.run}>
          <KnownUsername username={username} />
          <PasswordField autoFocus value={password} onChange={setPassword} />
          <div className="actions">
            <SubmitButton busy={signIn.busy} failure={failure[0]}>
              {t.continue}
            </SubmitButton>
            <button type="button" className="secondary" onClick={cancel}>
              {t.cancel}
            </button>
          </div>
        </Form>
      )}
    </dialog>
  );
}
