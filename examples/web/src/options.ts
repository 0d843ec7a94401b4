import {
  createAuthClient,
  SignInOptionsDocument,
  type SignInOptionsQuery,
} from 'graphql-two-factor-auth/client';

export const url = new URL('/graphql', location.origin).href;

/** What the server offers, and the brand. Set before the rest of the pages is loaded. */
export let options: SignInOptionsQuery['signInOptions'];

/** @throws AuthError if the server does not respond */
export async function loadOptions(): Promise<void> {
  options = (await createAuthClient({ url }).request(SignInOptionsDocument, {})).signInOptions;
}
