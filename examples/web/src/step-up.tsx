import { type ReactNode, useCallback, useState } from 'react';
import { StepUpContext } from './step-up-context.js';
import { StepUpDialog } from './step-up-dialog.js';

/** Lets all actions in it ask for a new sign-in, which a dialog takes while the page stays as it is. */
export function StepUp({ username, children }: { username: string; children: ReactNode }) {
  const [waiting, setWaiting] = useState<readonly ((isSignedIn: boolean) => void)[]>([]);
  const ask = useCallback(
    () => new Promise<boolean>((settle) => setWaiting((others) => [...others, settle])),
    [],
  );
  const settle = (isSignedIn: boolean) => {
    setWaiting([]);
    for (const one of waiting) one(isSignedIn);
  };
  return (
    <StepUpContext value={ask}>
      {children}
      {waiting.length > 0 && <StepUpDialog username={username} onDone={settle} />}
    </StepUpContext>
  );
}
