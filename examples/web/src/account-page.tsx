import { useQuery } from '@apollo/client/react';
import { MeDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from './apollo.js';
import { PageHeading } from './page-heading.js';
import { PasswordSection } from './password-section.js';
import { SecurityLogSection } from './security-log-section.js';
import { failureOf } from './failure.js';
import { FailureNote } from './failure-note.js';
import { SessionsSection } from './sessions-section.js';
import { StepUp } from './step-up.js';
import { TwoFactorSection } from './two-factor-section.js';
import { useAction } from './use-action.js';
import { UsersSection } from './users-section.js';

export function AccountPage({ persisted }: { persisted: boolean }) {
  const { data, error } = useQuery(MeDocument);
  const [view, setView] = useState<'account' | 'users'>('account');
  const signOut = useAction(() => auth.signOut());
  const user = data?.me;
  return (
    <>
      <header>
        <PageHeading title={view === 'users' ? 'All users' : 'Your account'} focused>
          {user ? `Hello, ${user.username}` : 'Your account'}
        </PageHeading>
        <nav aria-label="Pages">
          {user?.isStaff && (
            <button className="plain" onClick={() => setView(view === 'account' ? 'users' : 'account')}>
              {view === 'account' ? 'All users' : 'My account'}
            </button>
          )}
          <button aria-disabled={signOut.busy} onClick={() => void signOut.run()}>
            Sign out
          </button>
        </nav>
      </header>
      <main>
        {!persisted && <p role="status">This browser stores nothing: a reload will sign you out.</p>}
        <FailureNote failure={signOut.failure ?? (error && failureOf(error))} />
        {view === 'users' ? (
          <UsersSection />
        ) : (
          user && (
            <StepUp username={user.username}>
              <TwoFactorSection phone={user.phone ?? undefined} enabled={user.twoFactorEnabled} />
              <SessionsSection />
              <PasswordSection username={user.username} />
              <SecurityLogSection />
            </StepUp>
          )
        )}
      </main>
    </>
  );
}
