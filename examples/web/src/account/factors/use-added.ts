import { use } from 'react';
import { RecoveryCodesContext } from './recovery-codes-context.js';

interface AddedOptions {
  /** Whether the user had no factor before. */
  isFirst: boolean;
  showChange: () => Promise<void>;
}

/** What follows a new factor: after the first one, recovery codes. The page shows a failure in their row. */
export function useAdded({ isFirst, showChange }: AddedOptions): () => Promise<void> {
  const { make } = use(RecoveryCodesContext);
  return async () => {
    // Before the page is read again: it shows the codes over what the user sees.
    if (isFirst) await make().catch(() => undefined);
    await showChange();
  };
}
