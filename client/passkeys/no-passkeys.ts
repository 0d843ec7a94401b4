import { AuthError } from '../errors.js';
import type { Passkeys } from './passkeys.js';

/** A client without the option `passkeys`. */
export const noPasskeys: Passkeys = () => {
  const refuse = () => Promise.reject(passkeysUnavailable());
  const steps = { canUsePasskeys: false, signInWithPasskey: refuse, usePasskey: refuse, addPasskey: refuse };
  return { steps, endCeremonies: () => undefined };
};

export function passkeysUnavailable(cause?: unknown): AuthError {
  return new AuthError('PASSKEYS_UNAVAILABLE', 'Passkeys cannot be used here.', {}, { cause });
}
