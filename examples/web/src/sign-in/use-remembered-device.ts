import type { AuthState } from 'graphql-two-factor-auth/client';
import { useEffect, useState } from 'react';
import { auth } from '../apollo.js';
import { deviceOf } from '../ui/device.js';
import { type Failure, failureOf } from '../ui/failure.js';

export interface Remembering {
  /** The user wants it, and it is not done yet. */
  readonly isWanted: boolean;
  setWanted(isWanted: boolean): void;
  /** Why the server did not. */
  readonly failure: Failure | undefined;
}

/** Remembers this device right after the sign-in in whose second step the user asked for it. */
export function useRememberedDevice(state: AuthState): Remembering {
  const [isWanted, setWanted] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { step } = state;
  // A session of a recovery code cannot do it.
  const isRecovered = state.step === 'signedIn' && state.recoveryCode !== undefined;
  useEffect(() => {
    if (step === 'needsCode') setFailure(undefined);
    if (step === 'signIn' || isRecovered) setWanted(false);
    else if (step === 'signedIn' && isWanted)
      void rememberThisDevice()
        .catch((error: unknown) => setFailure(failureOf(error)))
        .finally(() => setWanted(false));
  }, [step, isWanted, isRecovered]);
  return { isWanted, setWanted, failure };
}

export function rememberThisDevice(): Promise<AuthState> {
  return auth.rememberDevice({ name: deviceOf(navigator.userAgent).name });
}
