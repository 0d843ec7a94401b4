import { webStorage } from 'graphql-two-factor-auth/client';

/** The challenge of the last registration of this browser. It proves nothing without its mail. */
const storage = webStorage(() => localStorage, 'graphql-two-factor-auth:registration');

/** A browser without storage asks for the password, as another browser does. */
export function noteRegistration(challenge: string): void {
  try {
    storage.write(challenge);
  } catch {
    return;
  }
}

/** Whether this browser began the registration, so that its link needs no password. */
export function isOwnRegistration(challenge: string): boolean {
  try {
    return storage.read() === challenge;
  } catch {
    return false;
  }
}
