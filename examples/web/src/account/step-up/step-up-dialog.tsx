import type { AuthState } from 'graphql-two-factor-auth/client';
import { useRef, useState, useSyncExternalStore } from 'react';
import { auth } from '../../apollo.js';
import { t } from '../../texts/texts.js';
import { codeOf, failureOf } from '../../ui/failure.js';
import { useFailure } from '../../ui/use-action.js';
import { useModal } from '../../ui/use-modal.js';
import { StepUpByFactor } from './step-up-by-factor.js';
import { StepUpByPassword } from './step-up-by-password.js';
import { StepUpCode } from './step-up-code.js';

interface StepUpDialogProps {
  username: string;
  isGuarded: boolean;
  /** What needs it, as the button says. */
  action: string;
  onDone: (isSignedIn: boolean) => void;
}

/** Asks for the second factor again, or for the password where there is none. If it is canceled, the session continues. */
export function StepUpDialog({ username, isGuarded, action, onDone }: StepUpDialogProps) {
  const dialog = useModal();
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  const failure = useFailure();
  const [, setFailure] = failure;
  const begun = useRef(false);
  /** The server may know better than the page, which another device may have made old. */
  const [byPassword, setByPassword] = useState(!isGuarded);

  /** The second step disappears with its challenge, so the dialog shows this failure. */
  const noteFailure = (error: unknown): never => {
    if (codeOf(error) === 'CHALLENGE_EXPIRED') setFailure(failureOf(error));
    if (codeOf(error) === 'TWO_FACTOR_NOT_ENABLED') setByPassword(true);
    throw error;
  };
  const follow = async (request: Promise<AuthState>) => {
    const next = await request.catch(noteFailure);
    if (next.step === 'signedIn') onDone(true);
    return next;
  };
  const cancel = () => {
    auth.cancel();
    onDone(false);
  };
  const shared = { failure, follow, onCancel: cancel };

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
      {state.step === 'needsCode' && <StepUpCode waiting={state} follow={follow} onCancel={cancel} />}
      {state.step !== 'needsCode' && !byPassword && <StepUpByFactor begun={begun} {...shared} />}
      {state.step !== 'needsCode' && byPassword && <StepUpByPassword username={username} {...shared} />}
    </dialog>
  );
}
