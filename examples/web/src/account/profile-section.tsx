import type { MeQuery } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { DateOf, Ago } from '../ui/time/moment.js';

/** What the account is. */
export function ProfileSection({ user }: { user: NonNullable<MeQuery['me']> }) {
  return (
    <section className="card" aria-labelledby="profile">
      <h2 id="profile">{t.profile}</h2>
      <dl>
        <dt>{t.username}</dt>
        <dd>{user.username}</dd>
        <dt>{t.memberSince}</dt>
        <dd>
          <DateOf at={user.createdAt} />
        </dd>
        <dt>{t.lastSignIn}</dt>
        <dd>{user.lastLoginAt == null ? t.never : <Ago at={user.lastLoginAt} />}</dd>
      </dl>
    </section>
  );
}
