import { use, useState } from 'react';
import { StepUpContext } from '../account/step-up/step-up-context.js';
import { codeOf, type Failure, failureOf } from './failure.js';

/** The last failure. Actions that share it show only the failure of the latest. */
export const useFailure = () => useState<Failure>();

/**
 * The action of a button. It runs once at a time, says with what as `running`, and returns its failure. If it needs a fresh sign-in, it runs again
 * after the step-up dialog.
 *
 * @param name what the step-up dialog says that it asks for
 */
export function useAction<A extends readonly unknown[]>(
  action: (...args: A) => Promise<unknown>,
  { shared, name = '' }: { shared?: ReturnType<typeof useFailure>; name?: string } = {},
) {
  const [running, setRunning] = useState<A>();
  const busy = running !== undefined;
  const own = useFailure();
  const [failure, setFailure] = shared ?? own;
  const stepUp = use(StepUpContext);
  const afterStepUp = async (args: A, error: unknown) => {
    if (codeOf(error) !== 'REAUTHENTICATION_REQUIRED' || !(await stepUp(name))) throw error;
    return action(...args);
  };
  const run = async (...args: A) => {
    // The button is not disabled: a disabled button loses the focus.
    if (busy) return;
    setRunning(args);
    setFailure(undefined);
    try {
      await action(...args).catch((error: unknown) => afterStepUp(args, error));
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setRunning(undefined);
    }
  };
  return { run, busy, running, failure, forget: () => setFailure(undefined) };
}
