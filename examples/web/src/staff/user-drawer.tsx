import { useLayoutEffect, useRef } from 'react';
import { t } from '../texts/texts.js';
import { CloseIcon } from '../ui/icons.js';
import { Ago, DateOf } from '../ui/time/moment.js';
import { useModal } from '../ui/use-modal.js';
import { type ListedUser, StateBadges } from './users-section.js';

/** What staff may read of one user. */
export function UserDrawer({ user, onClose }: { user: ListedUser; onClose: () => void }) {
  const dialog = useModal();
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <dialog
      ref={dialog}
      className="drawer"
      aria-labelledby="opened-user"
      onClose={({ currentTarget }) => !currentTarget.open && onClose()}
    >
      <div className="drawer-head">
        <h2 id="opened-user" ref={heading} tabIndex={-1}>
          {user.username}
        </h2>
        <button className="icon" aria-label={t.close} onClick={onClose}>
          <CloseIcon />
        </button>
      </div>
      <p>
        <StateBadges user={user} />
      </p>
      <dl>
        <dt>{t.email}</dt>
        <dd>{user.email ?? t.none}</dd>
        <dt>{t.secondFactor}</dt>
        <dd>{user.twoFactorEnabled ? t.on : t.off}</dd>
        <dt>{t.phone}</dt>
        <dd className="number">{user.phoneMasked ?? t.none}</dd>
        <dt>{t.memberSince}</dt>
        <dd>
          <DateOf at={user.createdAt} />
        </dd>
        <dt>{t.lastSignIn}</dt>
        <dd>{user.lastLoginAt == null ? t.never : <Ago at={user.lastLoginAt} />}</dd>
      </dl>
    </dialog>
  );
}
