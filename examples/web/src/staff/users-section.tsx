import { useQuery } from '@apollo/client/react';
import {
  type UserFilter,
  UsersDocument,
  type UsersQuery,
  type UserState,
} from 'graphql-two-factor-auth/client';
import { useDeferredValue, useId, useRef, useState } from 'react';
import { options } from '../options.js';
import { locale, t } from '../texts/texts.js';
import { codeOf, failureOf } from '../ui/failure.js';
import { Field, Form } from '../ui/form/form.js';
import { Ago } from '../ui/time/moment.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { More, Skeleton } from '../ui/paged-list.js';
import { useAction } from '../ui/use-action.js';
import { InviteDialog } from './invite-dialog.js';
import { UserDrawer } from './user-drawer.js';

export type ListedUser = UsersQuery['users']['edges'][number]['node'];

const FILTERS = {
  everybody: {},
  onlyStaff: { isStaff: true },
  onlyInvited: { state: 'INVITED' },
  onlyDeactivated: { isActive: false },
  withFactor: { twoFactorEnabled: true },
  withoutFactor: { twoFactorEnabled: false },
} as const satisfies Record<string, UserFilter>;
type FilterName = keyof typeof FILTERS;

const STATE_COLORS: Record<UserState, string> = {
  ACTIVE: '',
  INVITED: 'warn',
  UNCONFIRMED: 'warn',
  DEACTIVATED: 'bad',
};

/** All users, for staff. */
export function UsersSection({ viewerId }: { viewerId: string }) {
  const [text, setText] = useState('');
  const [shown, setShown] = useState<FilterName>('everybody');
  const [opened, setOpened] = useState<ListedUser>();
  const [isInviting, setInviting] = useState(false);
  const [uninvited, setUninvited] = useState<string>();
  const table = useRef<HTMLTableElement>(null);
  const search = useDeferredValue(text.trim()) || null;
  const { data, previousData, error, fetchMore, refetch } = useQuery(UsersDocument, {
    variables: { first: 20, search, filter: FILTERS[shown] },
    fetchPolicy: 'cache-and-network',
  });
  const users = (data ?? previousData)?.users;
  const count = users?.totalCount.toLocaleString(locale);
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  const confirm = useAction(() => refetch(), { name: t.allUsers });
  return (
    <section className="card" aria-label={t.users}>
      <div className="head">
        <PageHeading title={t.allUsers} focused>
          {count === undefined ? t.users : `${t.users} · ${count}`}
        </PageHeading>
        {options.registration !== 'CLOSED' && (
          <button className="secondary" onClick={() => setInviting(true)}>
            {t.inviteUser}
          </button>
        )}
      </div>
      <Form
        label={t.findUsers}
        busy={false}
        failure={more.failure ?? (error && failureOf(error))}
        // The search runs while the user types.
        onSubmit={() => undefined}
      >
        <Field
          label={t.search}
          name="search"
          type="search"
          hint={t.searchHint}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <FilterField shown={shown} onChange={setShown} />
        {/* Announces what a search finds. */}
        <p role="status" className="unseen">
          {users && count !== undefined && t.userCount(users.totalCount, count)}
        </p>
      </Form>
      {codeOf(error) === 'REAUTHENTICATION_REQUIRED' && (
        <button
          className="primary"
          aria-busy={confirm.busy}
          aria-disabled={confirm.busy}
          onClick={() => void confirm.run()}
        >
          {t.confirmItIsYou}
        </button>
      )}
      {!users && !error && <Skeleton rows={5} />}
      {uninvited !== undefined && (
        // The button that opened the drawer disappears with its row.
        <p role="status" className="note good" tabIndex={-1} ref={(note) => note?.focus()}>
          {t.invitationWithdrawn(uninvited)}
        </p>
      )}
      {users?.totalCount === 0 && <p className="empty">{t.noUsers}</p>}
      {users && users.totalCount > 0 && (
        <div className="scroll">
          <table ref={table} tabIndex={-1}>
            <thead>
              <tr>
                <th scope="col">{t.user}</th>
                <th scope="col">{t.secondFactor}</th>
                <th scope="col">{t.lastSignIn}</th>
                <th scope="col">{t.state}</th>
              </tr>
            </thead>
            <tbody>
              {users.edges.map(({ node }) => (
                <UserRow
                  key={node.id}
                  user={node}
                  onOpen={() => {
                    setUninvited(undefined);
                    setOpened(node);
                  }}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More pageInfo={users?.pageInfo} more={more} list={table} />
      {opened && (
        <UserDrawer
          listed={opened}
          isSelf={opened.id === viewerId}
          onClose={() => setOpened(undefined)}
          onUninvited={() => {
            setUninvited(opened.username);
            setOpened(undefined);
          }}
        />
      )}
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </section>
  );
}

function FilterField({ shown, onChange }: { shown: FilterName; onChange: (name: FilterName) => void }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{t.show}</label>
      <select id={id} value={shown} onChange={({ target }) => onChange(target.value as FilterName)}>
        {(Object.keys(FILTERS) as FilterName[]).map((name) => (
          <option key={name} value={name}>
            {t[name]}
          </option>
        ))}
      </select>
    </div>
  );
}

function UserRow({ user, onOpen }: { user: ListedUser; onOpen: () => void }) {
  return (
    <tr>
      <td>
        <button className="quiet name" onClick={onOpen}>
          {user.username}
        </button>
        {user.email != null && <small>{user.email}</small>}
      </td>
      <td data-label={t.secondFactor}>
        <span className={user.twoFactorEnabled ? 'badge good' : 'badge'}>
          {user.twoFactorEnabled ? t.on : t.off}
        </span>
      </td>
      <td data-label={t.lastSignIn}>{user.lastLoginAt == null ? t.never : <Ago at={user.lastLoginAt} />}</td>
      <td>
        <StateBadges user={user} />
      </td>
    </tr>
  );
}

export function StateBadges({ user }: { user: Pick<ListedUser, 'state' | 'isStaff'> }) {
  return (
    <>
      <StateBadge user={user} /> {user.isStaff && <span className="badge brand">{t.staff}</span>}
    </>
  );
}

export function StateBadge({ user: { state } }: { user: Pick<ListedUser, 'state'> }) {
  return <span className={`badge ${STATE_COLORS[state]}`}>{t.states[state]}</span>;
}
