import type { AuthState, Challenge } from 'graphql-two-factor-auth/client';
import { SecondStep } from '../../sign-in/second-step.js';
import { useSecondStep } from '../../sign-in/use-second-step.js';

interface StepUpCodeProps {
  challenge: Challenge;
  follow: (request: Promise<AuthState>) => Promise<AuthState>;
  onCancel: () => void;
}

/** The second step in the dialog. */
export function StepUpCode({ challenge, follow, onCancel }: StepUpCodeProps) {
  const step = useSecondStep(challenge);
  return <SecondStep challenge={challenge} {...step} follow={follow} onCancel={onCancel} />;
}
