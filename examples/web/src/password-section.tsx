import { useMutation } from '@apollo/client/react';
import { ChangePasswordDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { Field, Form } from './form.js';
import { useAction } from './use-action.js';

export function PasswordSection({ username }: { username: string }) {
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [changed, setChanged] = useState(false);
  const [change] = useMutation(ChangePasswordDocument, { refetchQueries: ['Sessions', 'MySecurityEvents'] });
  const { run, busy, failure } = useAction(async () => {
    setChanged(false);
    await change({ variables: { currentPassword, newPassword } });
    setCurrent('');
    setNew('');
    setChanged(true);
  });
  return (
    <section aria-labelledby="password">
      <h2 id="password">Password</h2>
      <Form label="Change password" busy={busy} failure={failure} onSubmit={run}>
        <input hidden readOnly autoComplete="username" value={username} />
        <Field
          label="Current password"
          name="currentPassword"
          type="password"
          autoComplete="current-password"
          required
          value={currentPassword}
          onChange={({ target }) => setCurrent(target.value)}
        />
        <Field
          label="New password"
          name="newPassword"
          hint="At least 8 characters, of any kind."
          type="password"
          autoComplete="new-password"
          minLength={8}
          required
          value={newPassword}
          onChange={({ target }) => setNew(target.value)}
        />
        <button aria-disabled={busy}>Change password</button>
        <p role="status">{changed && 'The password is changed, and all other sessions have ended.'}</p>
      </Form>
    </section>
  );
}
