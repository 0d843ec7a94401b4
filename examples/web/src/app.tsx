import { ApolloProvider } from '@apollo/client/react';
import type { AuthState, SignedIn } from 'graphql-two-factor-auth/client';
import { StrictMode, useEffect, useState, useSyncExternalStore } from 'react';
import { AccountPage } from './account/account-page.js';
import { apollo, auth } from './apollo.js';
import { NoReturnPage } from './no-return-page.js';
import { goBack, isRefused, wantsBack } from './return.js';
import { CodePage } from './sign-in/code-page.js';
import { SignInPage } from './sign-in/sign-in-page.js';
import { t } from './texts/texts.js';
import { UnlessBroken } from './ui/broken-page.js';
import { failureOf } from './ui/failure.js';
import { FailureNote } from './ui/failure-note.js';

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
  // During a step-up the account page stays, and a dialog shows the code form.
  const [session, setSession] = useState<SignedIn>();
  const open = state.step === 'needsCode' ? session : state.step === 'signedIn' ? state : undefined;
  if (open !== session) setSession(open);
  const isLeaving = open !== undefined && wantsBack();
  useEffect(() => {
    if (isLeaving) goBack();
  }, [isLeaving]);
  if (state.step === 'restoring' || isLeaving) return <Waiting state={state} />;
  // The key gives another user a fresh page, without the input and data of the last one.
  if (open) return <AccountPage key={open.userId} persisted={open.persisted} />;
  return state.step === 'needsCode' ? (
    <CodePage challenge={state.challenge} />
  ) : (
    <SignInPage reason={state.step === 'signIn' ? state.reason : undefined} />
  );
}

/** Until the server has said who is signed in, or the browser has left. */
function Waiting({ state }: { state: AuthState }) {
  const error = state.step === 'restoring' ? state.error : undefined;
  if (!error)
    return (
      <main className="waiting" aria-busy>
        <span className="spinner" role="status" aria-label={t.loading} />
      </main>
    );
  return (
    <main className="card narrow">
      <FailureNote failure={failureOf(error)} />
      <button className="primary" onClick={() => void auth.restore()}>
        {t.tryAgain}
      </button>
    </main>
  );
}
