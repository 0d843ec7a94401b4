import type { MeQuery, SignedIn } from 'graphql-two-factor-auth/client';
import { options } from '../options.js';
import { UsersSection } from '../staff/users-section.js';
import { t } from '../texts/texts.js';
import { openPage } from '../ui/address.js';
import { type Failure, failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { Skeleton } from '../ui/paged-list.js';
import { type AccountPlace, useAccountPlace } from './account-place.js';
import { ActivitySection } from './activity/activity-section.js';
import { DataSection } from './data-section.js';
import { DevicesSection } from './devices-section.js';
import { EmailSection } from './email-section.js';
import { SecondFactorSection } from './factors/second-factor-section.js';
import { Header } from './header.js';
import { LeavingNote } from './leaving-note.js';
import { PasswordSection } from './password-section.js';
import { ProfileSection } from './profile-section.js';
import { SessionsSection } from './sessions-section.js';
import { SideBar } from './side-bar.js';

type User = NonNullable<MeQuery['me']>;

const TITLES: Record<AccountPlace, string> = {
  '/': t.profile,
  '/security': t.security,
  '/devices': t.yourDevices,
  '/activity': t.activity,
  '/users': t.allUsers,
};

interface AccountProps {
  user: User | undefined;
  error: unknown;
  session: SignedIn;
  /** Why this device is not remembered. */
  notRemembered: Failure | undefined;
}

/** The pages of the account, and the users for staff. */
export function Account({ user, error, session, notRemembered }: AccountProps) {
  const { persisted, deviceId } = session;
  const place = usePlaceOf(user);
  const isForStaff = place === '/users';
  return (
    <>
      <Header>
        {user?.isStaff && (
          <button className="quiet" onClick={() => openPage(isForStaff ? '/' : '/users')}>
            {isForStaff ? t.myAccount : t.allUsers}
          </button>
        )}
      </Header>
      <div className={isForStaff ? 'wide' : 'columns'}>
        {!isForStaff && <SideBar current={place} />}
        <main>
          {/* The heading of the users has their count. */}
          {!(isForStaff && user) && (
            <PageHeading title={TITLES[place]} focused>
              {TITLES[place]}
            </PageHeading>
          )}
          {!persisted && (
            <p role="status" className="note">
              {t.notStored}
            </p>
          )}
          <FailureNote failure={error ? failureOf(error) : notRemembered} />
          {!user && !error && <Skeleton rows={6} />}
          {user && !isForStaff && user.deletesAt != null && <LeavingNote at={user.deletesAt} />}
          {user && <Sections place={place} user={user} deviceId={deviceId} />}
        </main>
      </div>
    </>
  );
}

/** The users are for staff alone. */
function usePlaceOf(user: User | undefined): AccountPlace {
  const place = useAccountPlace();
  return place === '/users' && user?.isStaff === false ? '/' : place;
}

interface SectionsProps {
  place: AccountPlace;
  user: User;
  deviceId: string | undefined;
}

function Sections({ place, user, deviceId }: SectionsProps) {
  switch (place) {
    case '/':
      return (
        <>
          <ProfileSection user={user} />
          <EmailSection user={user} />
          <DataSection isLeaving={user.deletesAt != null} />
        </>
      );
    case '/security':
      return (
        <>
          <PasswordSection username={user.username} />
          <SecondFactorSection />
        </>
      );
    case '/devices':
      return (
        <>
          <SessionsSection />
          {options.remembersDevices && user.twoFactorEnabled && <DevicesSection currentId={deviceId} />}
        </>
      );
    case '/activity':
      return <ActivitySection />;
    case '/users':
      return <UsersSection viewerId={user.id} />;
  }
}
