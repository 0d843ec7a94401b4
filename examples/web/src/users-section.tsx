import { useQuery } from '@apollo/client/react';
import { UsersDocument } from 'graphql-two-factor-auth/client';
import { useDeferredValue, useState } from 'react';
import { Field, Form } from './form.js';
import { failureOf } from './failure.js';
import { PagedList } from './paged-list.js';
import { useAction } from './use-action.js';

/** All users, for staff. */
export function UsersSection() {
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim()) || null;
  const { data, previousData, error, fetchMore } = useQuery(UsersDocument, {
    variables: { first: 20, search },
    fetchPolicy: 'cache-and-network',
  });
  const users = (data ?? previousData)?.users;
  const more = useAction((after: string | null | undefined) => fetchMore({ variables: { after } }));
  return (
    <section aria-labelledby="users">
      <h2 id="users">Users</h2>
      <Form
        label="Find users"
        busy={false}
        failure={more.failure ?? (error && failureOf(error))}
        // Found while it is typed.
        onSubmit={() => undefined}
      >
        <Field
          label="Search"
          name="search"
          type="search"
          hint="In usernames and e-mail addresses"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <p role="status">{users && (users.totalCount === 1 ? '1 user' : `${users.totalCount} users`)}</p>
      </Form>
      <PagedList pageInfo={users?.pageInfo} more={more}>
        {users?.edges.map(({ node: { id, username, email, twoFactorEnabled, isActive, isStaff } }) => (
          <li key={id}>
            <div>
              <b>{username}</b>
              <small>
                {[
                  email,
                  twoFactorEnabled ? 'second factor on' : 'second factor off',
                  isStaff && 'staff',
                  !isActive && 'barred',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </div>
          </li>
        ))}
      </PagedList>
    </section>
  );
}
