import { useState } from 'react';
import { type Failure, failureOf } from './failure.js';

/** What went wrong last. Actions that share one show the failure of the latest alone. */
export const useFailure = () => useState<Failure>();

/** Something a button does: once at a time, its failure as a sentence. */
export function useAction<A extends readonly unknown[]>(
  action: (...args: A) => Promise<unknown>,
  shared?: ReturnType<typeof useFailure>,
) {
  const [busy, setBusy] = useState(false);
  const own = useFailure();
  const [failure, setFailure] = shared ?? own;
  const run = async (...args: A) => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await action(...args);
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure };
}
