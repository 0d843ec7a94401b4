import type { SignInReason } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from './apollo.js';
import { Field, Form } from './form.js';
import { useAction } from './use-action.js';

/** Why somebody is here who was further before. */
const REASONS: Readonly<Record<SignInReason, string>> = {
  signedOut: 'You are signed out.',
  expired: 'Your session has ended. Sign in again.',
  reused:
    'Your session was ended, because its token was used twice. Somebody may have a copy: sign in again.',
  challengeExpired: 'That code is no longer good. Sign in again for a new one.',
  cancelled: '',
};

export function SignInPage({ reason }: { reason: SignInReason | undefined }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { run, busy, failure } = useAction(() => auth.signIn({ username, password }));
  return (
    <main className="narrow">
      <h1>Sign in</h1>
      {reason && <p role="status">{REASONS[reason]}</p>}
      <Form label="Sign in" busy={busy} failure={failure} onSubmit={run}>
        <Field
          label="Username"
          autoComplete="username"
          autoCapitalize="none"
          required
          autoFocus
          value={username}
          onChange={({ target }) => setUsername(target.value)}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <button disabled={busy}>Sign in</button>
      </Form>
      <p className="quiet">
        A fresh server has the user <code>twilio</code> with the password <code>twiliopass</code>. There is
        also <a href="/graphql">GraphiQL</a>, and a page of the <a href="/simulator">messages</a> that the
        simulated Twilio sent.
      </p>
    </main>
  );
}
