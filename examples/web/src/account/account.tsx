import type { MeQuery, SignedIn } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { options } from '../options.js';
import { UsersSection } from '../staff/users-section.js';
import { t } from '../texts/texts.js';
import { type Failure, failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { PageHeading } from '../ui/page-heading.js';
import { Skeleton } from '../ui/paged-list.js';
import { DevicesSection } from './devices-section.js';
import { SecondFactorSection } from './factors/second-factor-section.js';
import { DataSection } from './data-section.js';
import { EmailSection } from './email-section.js';
import { Header } from './header.js';
import { LeavingNote } from './leaving-note.js';
import { PasswordSection } from './password-section.js';
import { ProfileSection } from './profile-section.js';
import { SecurityLogSection } from './security-log-section.js';
import { SessionsSection } from './sessions-section.js';
import { SideBar } from './side-bar.js';

interface AccountProps {
  user: NonNullable<MeQuery['me']> | undefined;
  error: unknown;
  session: SignedIn;
  /** Why this device is not remembered. */
  notRemembered: Failure | undefined;
}

/** The account, and the users for staff. */
export function Account({ user, error, session, notRemembered }: AccountProps) {
  const { persisted, deviceId } = session;
  const hasDevices = options.remembersDevices && user?.twoFactorEnabled === true;
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
        {view === 'account' && <SideBar ready={user !== undefined} hasDevices={hasDevices} />}
        <main>
          <PageHeading title={view === 'users' ? t.allUsers : t.yourAccount} focused>
            {view === 'users' ? t.allUsers : user ? t.hello(user.username) : t.yourAccount}
          </PageHeading>
          {!persisted && (
            <p role="status" className="note">
              {t.notStored}
            </p>
          )}
          <FailureNote failure={error ? failureOf(error) : notRemembered} />
          {!user && !error && <Skeleton rows={6} />}
          {view === 'users' && <UsersSection />}
          {view === 'account' && user && (
            <>
              {user.deletesAt != null && <LeavingNote at={user.deletesAt} />}
              <ProfileSection user={user} />
              <EmailSection user={user} />
              <SecondFactorSection />
              <PasswordSection username={user.username} />
              <SessionsSection />
              {hasDevices && <DevicesSection currentId={deviceId} />}
              <SecurityLogSection />
              <DataSection isLeaving={user.deletesAt != null} />
            </>
          )}
        </main>
      </div>
    </>
  );
}
