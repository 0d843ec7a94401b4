import { ApolloProvider } from '@apollo/client/react';
import type { AuthState, SignedIn } from 'graphql-two-factor-auth/client';
import { StrictMode, useState, useSyncExternalStore } from 'react';
import { AccountPage } from './account/account-page.js';
import { apollo, auth } from './apollo.js';
import { NoReturnPage } from './no-return-page.js';
import { isRefused } from './return.js';
import { CodePage } from './sign-in/code-page.js';
import { SignInPage } from './sign-in/sign-in-page.js';
import { useRememberedDevice } from './sign-in/use-remembered-device.js';
import { t } from './texts/texts.js';
import { UnlessBroken } from './ui/broken-page.js';
import { failureOf } from './ui/failure.js';
import { FailureNote } from './ui/failure-note.js';
import { WaitingPage } from './ui/waiting-page.js';

export function Root() {
  return (
    <StrictMode>
      <UnlessBroken>
        <ApolloProvider client={apollo}>{isRefused ? <NoReturnPage /> : <App />}</ApolloProvider>
      </UnlessBroken>
    </StrictMode>
  );
}

/** The state of the sign-in alone decides which page is shown. */
function App() {
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  const remembering = useRememberedDevice(state);
  // During a step-up the account page stays, and a dialog shows the second step.
  const [session, setSession] = useState<SignedIn>();
  const open = state.step === 'needsCode' ? session : state.step === 'signedIn' ? state : undefined;
  if (open !== session) setSession(open);
  if (state.step === 'restoring') return <Restoring state={state} />;
  // The key gives another user a fresh page, without the input and data of the last one.
  if (open) return <AccountPage key={open.userId} session={open} remembering={remembering} />;
  return state.step === 'needsCode' ? (
    <CodePage waiting={state} remembering={remembering} />
  ) : (
    <SignInPage reason={state.step === 'signIn' ? state.reason : undefined} />
  );
}

function Restoring({ state: { error } }: { state: Extract<AuthState, { step: 'restoring' }> }) {
  if (!error) return <WaitingPage />;
  return (
    <main className="card narrow">
      <FailureNote failure={failureOf(error)} />
      <button className="primary" onClick={() => void auth.restore()}>
        {t.tryAgain}
      </button>
    </main>
  );
}
