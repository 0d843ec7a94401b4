import { type ReactNode, useCallback, useState } from 'react';
import { StepUpContext } from './step-up-context.js';
import { StepUpDialog } from './step-up-dialog.js';

interface Waiting {
  readonly action: string;
  readonly settle: (isSignedIn: boolean) => void;
}

interface StepUpProps {
  username: string;
  /** Whether the user has a second factor, which then suffices. */
  isGuarded: boolean;
  children: ReactNode;
}

/** Opens the step-up dialog for the actions inside it. The page behind the dialog stays as it is. */
export function StepUp({ username, isGuarded, children }: StepUpProps) {
  const [waiting, setWaiting] = useState<readonly Waiting[]>([]);
  const request = useCallback(
    (action: string) =>
      new Promise<boolean>((settle) => setWaiting((others) => [...others, { action, settle }])),
    [],
  );
  const settleAll = (isSignedIn: boolean) => {
    setWaiting([]);
    for (const { settle } of waiting) settle(isSignedIn);
  };
  const [first] = waiting;
  return (
    <StepUpContext value={request}>
      {children}
      {first && (
        <StepUpDialog username={username} isGuarded={isGuarded} action={first.action} onDone={settleAll} />
      )}
    </StepUpContext>
  );
}
