import type { MeQuery } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { DateOf } from '../ui/time/moment.js';

/** What the account is. */
export function ProfileSection({ user }: { user: NonNullable<MeQuery['me']> }) {
  return (
    <section className="card" aria-label={t.profile}>
      <dl>
        <dt>{t.username}</dt>
        <dd>{user.username}</dd>
        <dt>{t.memberSince}</dt>
        <dd>
          <DateOf at={user.createdAt} />
        </dd>
      </dl>
    </section>
  );
}
