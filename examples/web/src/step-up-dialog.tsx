import { useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { auth } from './apollo.js';
import { CodeForm } from './code-form.js';
import { codeOf, failureOf } from './failure.js';
import { Field, Form } from './form.js';
import { useAction, useFailure } from './use-action.js';

interface StepUpDialogProps {
  username: string;
  onDone: (isSignedIn: boolean) => void;
}

/** The password and a code once more. The session goes on when it is given up. */
export function StepUpDialog({ username, onDone }: StepUpDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [password, setPassword] = useState('');
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  const failure = useFailure();
  const [, setFailure] = failure;

  // Closed before it is removed, so that the browser gives the focus back to the button that led here.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  const finish = ({ step }: { step: string }) => {
    if (step === 'signedIn') onDone(true);
  };
  const signIn = useAction(async () => finish(await auth.signIn({ username, password })), failure);
  /** With the code its form goes, and what that would say. */
  const noteEnd = (error: unknown): never => {
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
      // The Escape key. What is open again was not given up.
      onClose={({ currentTarget }) => !currentTarget.open && cancel()}
    >
      <h2 id="step-up">Confirm that it is you</h2>
      <p>Your sign-in is too long ago for this step.</p>
      {state.step === 'needsCode' ? (
        <CodeForm
          challenge={state.challenge}
          onSubmit={async (code) => finish(await auth.submitCode(code).catch(noteEnd))}
          onResend={(channel) => auth.resendCode(channel).catch(noteEnd)}
          onCancel={cancel}
        />
      ) : (
        <Form label="Password" busy={signIn.busy} failure={failure[0]} onSubmit={signIn.run}>
          <input hidden readOnly autoComplete="username" value={username} />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            autoFocus
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
          <div className="actions">
            <button aria-disabled={signIn.busy}>Continue</button>
            <button type="button" className="plain" onClick={cancel}>
              Cancel
            </button>
          </div>
        </Form>
      )}
    </dialog>
  );
}
