import { AuthError, type AuthErrorCode } from '../errors.js';
import { canceled } from '../sign-in/flow.js';
import { passkeysUnavailable } from './no-passkeys.js';

/**
 * Makes the runner of ceremonies: a browser has one at a time. A new one, such as a dialog, ends the one before it, such
 * as passkeys in autofill.
 */
export function createCeremonies() {
  let current: AbortController | undefined;

  return {
    /** Ends the ceremony that is under way. */
    end: () => current?.abort(),

    /** @throws CANCELED if it was ended, PASSKEY_NOT_USED, PASSKEY_EXISTS, PASSKEYS_UNAVAILABLE */
    async run<T>(outer: AbortSignal | undefined, ceremony: (signal: AbortSignal) => Promise<T>): Promise<T> {
      current?.abort();
      const controller = (current = new AbortController());
      const { signal } = controller;
      const end = () => controller.abort();
      outer?.addEventListener('abort', end);
      if (outer?.aborted) end();
      try {
        const result = await ceremony(signal);
        // A native module may ignore the signal.
        if (signal.aborted) throw canceled();
        return result;
      } catch (error) {
        throw signal.aborted ? canceled() : toAuthError(error);
      } finally {
        outer?.removeEventListener('abort', end);
      }
    },
  };
}

/** What the errors of WebAuthn mean: https://www.w3.org/TR/webauthn-3/#sctn-op-get-assertion and -make-cred. */
const CODES: Readonly<Record<string, AuthErrorCode>> = {
  NotAllowedError: 'PASSKEY_NOT_USED',
  AbortError: 'PASSKEY_NOT_USED',
  InvalidStateError: 'PASSKEY_EXISTS',
};

const MESSAGES: Partial<Record<AuthErrorCode, string>> = {
  PASSKEY_NOT_USED: 'The user closed the dialog, or this device has no passkey for this page.',
  PASSKEY_EXISTS: 'This device has a passkey for the account already.',
};

function toAuthError(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  const code = CODES[(error as Error | undefined)?.name ?? ''];
  return code ? new AuthError(code, MESSAGES[code] ?? '', {}, { cause: error }) : passkeysUnavailable(error);
}
