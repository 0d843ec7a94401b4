import type { AuthState, Waiting } from 'graphql-two-factor-auth/client';
import { SecondStep } from '../../sign-in/second-step.js';
import { useSecondStep } from '../../sign-in/use-second-step.js';

interface StepUpCodeProps {
  waiting: Waiting;
  follow: (request: Promise<AuthState>) => Promise<AuthState>;
  onCancel: () => void;
}

/** The second step in the dialog. */
export function StepUpCode({ waiting: { challenge, methods }, follow, onCancel }: StepUpCodeProps) {
  const step = useSecondStep(challenge, methods);
  return <SecondStep challenge={challenge} methods={methods} {...step} follow={follow} onCancel={onCancel} />;
}
