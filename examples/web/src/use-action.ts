import { useState } from 'react';
import { sentenceOf } from './sentence.js';

/** Something a button does: once at a time, its failure as a sentence. */
export function useAction<A extends readonly unknown[]>(action: (...args: A) => Promise<unknown>) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const run = async (...args: A) => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await action(...args);
    } catch (error) {
      setFailure(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return { run, busy, failure };
}
