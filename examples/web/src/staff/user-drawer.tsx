import { useQuery } from '@apollo/client/react';
import { UserDocument } from 'graphql-two-factor-auth/client';
import { useLayoutEffect, useRef } from 'react';
import { t } from '../texts/texts.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { CloseIcon } from '../ui/icons.js';
import { Skeleton } from '../ui/paged-list.js';
import { Ago, DateOf, inDays } from '../ui/time/moment.js';
import { useModal } from '../ui/use-modal.js';
import { UserActions } from './user-actions.js';
import { type ReadUser, UserFactors } from './user-factors.js';
import { UserLog } from './user-log.js';
import { type ListedUser, StateBadges } from './users-section.js';

interface UserDrawerProps {
  /** As the list has it: shown until the rest is read. */
  listed: ListedUser;
  /** Who looks. Their own account is changed on their own page. */
  isSelf: boolean;
  onClose: () => void;
  /** Once the invitation of the user is withdrawn, and the account gone with it. */
  onUninvited: () => void;
}

/** What staff may read of one user, and what staff can do. */
export function UserDrawer({ listed, isSelf, onClose, onUninvited }: UserDrawerProps) {
  const dialog = useModal();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const { data, error } = useQuery(UserDocument, {
    variables: { id: listed.id },
    fetchPolicy: 'cache-and-network',
  });
  const user = data?.user ?? undefined;
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby="opened-user"
      onClose={({ currentTarget }) => !currentTarget.open && onClose()}
    >
      <div className="drawer-head">
        <h2 id="opened-user" ref={heading} tabIndex={-1}>
          {listed.username}
        </h2>
        <button className="icon" aria-label={t.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      <p>
        <StateBadges user={user ?? listed} />
      </p>
      {user?.deletesAt != null && (
        <p className="note warn">
          {(user.state === 'INVITED' ? t.invitationEnds : t.accountEnds)(inDays(user.deletesAt))}
        </p>
      )}
      <Profile user={user ?? listed} />
      {isSelf && <p className="note">{t.changeYourselfElsewhere}</p>}
      <FailureNote failure={error && failureOf(error)} />
      {!user && !error && <Skeleton rows={6} />}
      {user && (
        <>
          <UserFactors user={user} isSelf={isSelf} />
          {!isSelf && <UserActions user={user} onUninvited={onUninvited} />}
          <UserLog userId={user.id} />
        </>
      )}
    </dialog>
  );
}

function Profile({ user }: { user: ListedUser | ReadUser }) {
  return (
    <dl>
      <dt>{t.email}</dt>
      <dd>
        {user.email ?? t.none}
        {user.email != null && 'emailVerifiedAt' in user && (
          <>
            {' '}
            {user.emailVerifiedAt == null ? (
              <span className="badge warn">{t.notConfirmed}</span>
            ) : (
              <span className="badge good">{t.confirmed}</span>
            )}
          </>
        )}
      </dd>
      <dt>{t.memberSince}</dt>
      <dd>
        <DateOf at={user.createdAt} />
      </dd>
      <dt>{t.lastSignIn}</dt>
      <dd>{user.lastLoginAt == null ? t.never : <Ago at={user.lastLoginAt} />}</dd>
    </dl>
  );
}
