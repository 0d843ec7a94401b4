import type { MeQuery } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { UsersSection } from '../staff/users-section.js';
import { t } from '../texts/texts.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { PageHeading } from '../ui/page-heading.js';
import { Skeleton } from '../ui/paged-list.js';
import { SecondFactorSection } from './factors/second-factor-section.js';
import { Header } from './header.js';
import { PasswordSection } from './password-section.js';
import { ProfileSection } from './profile-section.js';
import { SecurityLogSection } from './security-log-section.js';
import { SessionsSection } from './sessions-section.js';
import { SideBar } from './side-bar.js';

interface AccountProps {
  user: NonNullable<MeQuery['me']> | undefined;
  error: unknown;
  persisted: boolean;
}

/** The account, and the users for staff. */
export function Account({ user, error, persisted }: AccountProps) {
  const [view, setView] = useState<'account' | 'users'>('account');
  return (
    <>
      <Header>
        {user?.isStaff && (
          <button className="quiet" onClick={() => setView(view === 'account' ? 'users' : 'account')}>
            {view === 'account' ? t.allUsers : t.myAccount}
          </button>
        )}
      </Header>
      <div className={view === 'users' ? 'wide' : 'columns'}>
        {view === 'account' && <SideBar ready={user !== undefined} />}
        <main>
          <PageHeading title={view === 'users' ? t.allUsers : t.yourAccount} focused>
            {view === 'users' ? t.allUsers : user ? t.hello(user.username) : t.yourAccount}
          </PageHeading>
          {!persisted && (
            <p role="status" className="note">
              {t.notStored}
            </p>
          )}
          <FailureNote failure={error ? failureOf(error) : undefined} />
          {!user && !error && <Skeleton rows={6} />}
          {view === 'users' && <UsersSection />}
          {view === 'account' && user && (
            <>
              <ProfileSection user={user} />
              <SecondFactorSection />
              <PasswordSection username={user.username} />
              <SessionsSection />
              <SecurityLogSection />
            </>
          )}
        </main>
      </div>
    </>
  );
}
