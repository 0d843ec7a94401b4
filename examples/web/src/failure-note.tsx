import { auth } from './apollo.js';
import type { Failure } from './failure.js';
import { useAction } from './use-action.js';

/** Reads a failure aloud. Where a sign-in is too old for the step, it offers a new one. */
export function FailureNote({ failure }: { failure: Failure | undefined }) {
  const signOut = useAction(() => auth.signOut());
  return (
    <>
      <p className="failure" role="alert">
        {failure?.sentence}
      </p>
      {failure?.code === 'REAUTHENTICATION_REQUIRED' && (
        <button type="button" disabled={signOut.busy} onClick={() => void signOut.run()}>
          Sign in again
        </button>
      )}
    </>
  );
}
