import { useSyncExternalStore } from 'react';
import { auth } from './apollo.js';
import { AccountPage } from './account-page.js';
import { CodePage } from './code-page.js';
import { SignInPage } from './sign-in-page.js';

/** Which page there is to see is the state of the sign-in, and nothing else. */
export function App() {
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  switch (state.step) {
    case 'signIn':
      return <SignInPage reason={state.reason} />;
    case 'needsCode':
      return <CodePage challenge={state.challenge} />;
    case 'signedIn':
      // Another user gets another page: nothing typed or shown is for both.
      return <AccountPage key={state.userId} persisted={state.persisted} />;
  }
}
