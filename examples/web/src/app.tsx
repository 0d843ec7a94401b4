import { ApolloProvider } from '@apollo/client/react';
import type { AuthState, SignedIn } from 'graphql-two-factor-auth/client';
import { type ReactNode, StrictMode, useState, useSyncExternalStore } from 'react';
import { AccountPage } from './account/account-page.js';
import { apollo, auth } from './apollo.js';
import { EmailSignInPage } from './mail/email-sign-in-page.js';
import { ForgotPasswordPage } from './mail/forgot-password-page.js';
import { LinkPage } from './mail/links/link-page.js';
import { isLinkPath } from './mail/links/mail-link.js';
import { type Place, usePlace } from './mail/place.js';
import { RegisterPage } from './mail/register-page.js';
import { NoReturnPage } from './no-return-page.js';
import { options } from './options.js';
import { isRefused } from './return.js';
import { CodePage } from './sign-in/code-page.js';
import { SignInPage } from './sign-in/sign-in-page.js';
import { type Remembering, useRememberedDevice } from './sign-in/use-remembered-device.js';
import { t } from './texts/texts.js';
import { UnlessBroken } from './ui/page/broken-page.js';
import { failureOf } from './ui/failure.js';
import { FailureNote } from './ui/failure-note.js';
import { WaitingPage } from './ui/page/waiting-page.js';

export function Root() {
  return (
    <StrictMode>
      <UnlessBroken>
        <ApolloProvider client={apollo}>{isRefused ? <NoReturnPage /> : <App />}</ApolloProvider>
      </UnlessBroken>
    </StrictMode>
  );
}

/** The page of a mail that the address names, or the one that the state of the sign-in names. */
function App() {
  const place = usePlace();
  if (isLinkPath(place))
    return <LinkPage path={place} signedIn={(page, note) => <Session note={note}>{page}</Session>} />;
  return (
    <Session place={place}>
      {(session, remembering) => (
        // The key gives another user a fresh page, without the input and data of the last one.
        <AccountPage key={session.userId} session={session} remembering={remembering} />
      )}
    </Session>
  );
}

interface SessionProps {
  place?: Place;
  /** Why somebody should sign in. */
  note?: string;
  children: (session: SignedIn, remembering: Remembering) => ReactNode;
}

/** What somebody who is signed in sees, and the pages that lead there. */
function Session({ place = 'signIn', note, children }: SessionProps) {
  const state = useSyncExternalStore(auth.subscribe, auth.getState);
  const remembering = useRememberedDevice(state);
  // During a step-up the account page stays, and a dialog shows the second step.
  const [session, setSession] = useState<SignedIn>();
  const open = state.step === 'needsCode' ? session : state.step === 'signedIn' ? state : undefined;
  if (open !== session) setSession(open);
  if (state.step === 'restoring') return <Restoring state={state} />;
  if (open) return children(open, remembering);
  if (state.step === 'needsCode') return <CodePage waiting={state} remembering={remembering} />;
  if (place === '#register' && options.registration === 'OPEN') return <RegisterPage />;
  if (place === '#forgot-password' && options.passwordReset) return <ForgotPasswordPage />;
  if (place === '#email-sign-in' && options.emailSignIn) return <EmailSignInPage />;
  return <SignInPage reason={state.step === 'signIn' ? state.reason : undefined} note={note} />;
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
