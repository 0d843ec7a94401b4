import { browserPasskeys, type PasskeyAuthenticator } from './authenticator.js';
import { createCeremonies } from './ceremonies.js';
import { createPasskeySteps, type PasskeySteps, type PasskeyStepsOptions } from './passkey-steps.js';

/** Adds passkeys to a client: the result of `passkeys()`. */
export type Passkeys = (client: Omit<PasskeyStepsOptions, 'ceremonies' | 'authenticator'>) => {
  steps: PasskeySteps;
  /** Ends what the browser still waits for: a dialog, or autofill. */
  endCeremonies(): void;
};

/**
 * For the option `passkeys` of `createAuthClient`. A bundle of a client without it has no code for passkeys.
 *
 * @param authenticator what uses passkeys. Default: the browser, if it can
 */
export function passkeys(authenticator: PasskeyAuthenticator | undefined = browserPasskeys()): Passkeys {
  return (client) => {
    const ceremonies = createCeremonies();
    const steps = createPasskeySteps({ ...client, ceremonies, authenticator });
    return { steps, endCeremonies: ceremonies.end };
  };
}
