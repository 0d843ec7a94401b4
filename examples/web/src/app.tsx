import type { SignedIn } from 'graphql-two-factor-auth/client';
import { useState, useSyncExternalStore } from 'react';
import { auth } from './apollo.js';
import { AccountPage } from './account-page.js';
import { CodePage } from './code-page.js';
import { SignInPage } from './sign-in-page.js';

/** Which page there is to see is the state of the sign-in, and nothing else. */
export function App() {
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  // While a new sign-in of somebody signed in waits for its code, the page stays and shows that in a dialog.
  const [session, setSession] = useState<SignedIn>();
  const open = state.step === 'needsCode' ? session : state.step === 'signedIn' ? state : undefined;
  if (open !== session) setSession(open);
  // Another user gets another page: nothing typed or shown is for both.
  if (open) return <AccountPage key={open.userId} persisted={open.persisted} />;
  return state.step === 'needsCode' ? (
    <CodePage challenge={state.challenge} />
  ) : (
    <SignInPage reason={state.step === 'signIn' ? state.reason : undefined} />
  );
}
