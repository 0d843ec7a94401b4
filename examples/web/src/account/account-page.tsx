import { useQuery } from '@apollo/client/react';
import { MeDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { UsersSection } from '../staff/users-section.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { SignOutIcon } from '../ui/icons.js';
import { PageHeading } from '../ui/page-heading.js';
import { Skeleton } from '../ui/paged-list.js';
import { useAction } from '../ui/use-action.js';
import { RecoveryCodes } from './factors/recovery-codes.js';
import { SecondFactorSection } from './factors/second-factor-section.js';
import { PasswordSection } from './password-section.js';
import { ProfileSection } from './profile-section.js';
import { SecurityLogSection } from './security-log-section.js';
import { SessionsSection } from './sessions-section.js';
import { SideBar } from './side-bar.js';
import { StepUp } from './step-up/step-up.js';

export function AccountPage({ persisted }: { persisted: boolean }) {
  const { data, error } = useQuery(MeDocument);
  const [view, setView] = useState<'account' | 'users'>('account');
  const signOut = useAction(() => auth.signOut());
  const user = data?.me;
  return (
    <>
      <header>
        <BrandMark named />
        <nav aria-label={t.pages}>
          {user?.isStaff && (
            <button className="quiet" onClick={() => setView(view === 'account' ? 'users' : 'account')}>
              {view === 'account' ? t.allUsers : t.myAccount}
            </button>
          )}
          <button
            className="secondary sign-out"
            aria-disabled={signOut.busy}
            aria-busy={signOut.busy}
            onClick={() => void signOut.run()}
          >
            <SignOutIcon />
            <span>{t.signOut}</span>
          </button>
        </nav>
      </header>
      <div className={view === 'users' ? 'wide' : 'columns'}>
        {view === 'account' && <SideBar ready={user != null} />}
        <main>
          <PageHeading title={view === 'users' ? t.allUsers : t.yourAccount} focused>
            {view === 'users' ? t.allUsers : user ? t.hello(user.username) : t.yourAccount}
          </PageHeading>
          {!persisted && (
            <p role="status" className="note">
              {t.notStored}
            </p>
          )}
          <FailureNote failure={signOut.failure ?? (error && failureOf(error))} />
          {!user && !error && <Skeleton rows={6} />}
          {view === 'users' ? (
            <UsersSection />
          ) : (
            user && (
              <StepUp username={user.username} isGuarded={user.twoFactorEnabled}>
                <RecoveryCodes username={user.username}>
                  <ProfileSection user={user} />
                  <SecondFactorSection />
                  <PasswordSection username={user.username} />
                  <SessionsSection />
                  <SecurityLogSection />
                </RecoveryCodes>
              </StepUp>
            )
          )}
        </main>
      </div>
    </>
  );
}
