import { useEffect, useState } from 'react';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { codeOf, type Failure, failureOf } from '../ui/failure.js';
import { useAction } from '../ui/use-action.js';

/** The server takes a passkey within five minutes of its request. */
const ASK_AGAIN_MS = 4 * 60_000;

/** The user chose no passkey, or the browser or the server offers none: no message is shown. */
const SILENT: readonly (string | undefined)[] = [
  'CANCELED',
  'PASSKEY_NOT_USED',
  'PASSKEYS_UNAVAILABLE',
  'RATE_LIMITED',
  'NETWORK_ERROR',
];

/** Whether this browser can sign in with a passkey on this server. */
export const hasPasskeys = options.methods.includes('PASSKEY') && auth.canUsePasskeys;

/**
 * Signing in without a password: by a button, and in the autofill of the username as long as nothing else is under way.
 *
 * @param isElsewhere whether the user signs in otherwise right now
 */
export function usePasskeySignIn(isElsewhere: boolean) {
  const byButton = useAction(() => auth.signInWithPasskey());
  const [failure, setFailure] = useState<Failure>();
  const [asked, setAsked] = useState(0);
  const mayOffer = hasPasskeys && !isElsewhere && !byButton.busy;
  useEffect(() => {
    if (!mayOffer) return;
    const controller = new AbortController();
    const again = setTimeout(() => setAsked((times) => times + 1), ASK_AGAIN_MS);
    auth.signInWithPasskey({ autofill: true, signal: controller.signal }).catch((error: unknown) => {
      if (SILENT.includes(codeOf(error))) return;
      setFailure(failureOf(error));
      setAsked((times) => times + 1);
    });
    return () => {
      clearTimeout(again);
      controller.abort();
    };
  }, [mayOffer, asked]);
  const run = () => {
    setFailure(undefined);
    void byButton.run();
  };
  return { run, busy: byButton.busy, failure: byButton.failure ?? failure };
}
