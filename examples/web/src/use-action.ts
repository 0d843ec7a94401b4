import { use, useState } from 'react';
import { codeOf, type Failure, failureOf } from './failure.js';
import { StepUpContext } from './step-up-context.js';

/** What went wrong last. Actions that share one show the failure of the latest alone. */
export const useFailure = () => useState<Failure>();

/**
 * Something a button does: once at a time, its failure as a sentence. Where the sign-in is too old for it, it is
 * done after a new one.
 */
export function useAction<A extends readonly unknown[]>(
  action: (...args: A) => Promise<unknown>,
  shared?: ReturnType<typeof useFailure>,
) {
  const [busy, setBusy] = useState(false);
  const own = useFailure();
  const [failure, setFailure] = shared ?? own;
  const stepUp = use(StepUpContext);
  const afterStepUp = async (args: A, error: unknown) => {
    if (codeOf(error) !== 'REAUTHENTICATION_REQUIRED' || !(await stepUp())) throw error;
    return action(...args);
  };
  const run = async (...args: A) => {
    // The button stays in reach meanwhile: one that is disabled loses the focus.
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await action(...args).catch((error: unknown) => afterStepUp(args, error));
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure };
}
