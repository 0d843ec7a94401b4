import type { SignInReason } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from './apollo.js';
import { DeveloperNote } from './developer-note.js';
import { Field, Form } from './form.js';
import { PageHeading } from './page-heading.js';
import { useAction } from './use-action.js';

/** Why somebody is here who was further before. */
const REASONS: Readonly<Record<SignInReason, string>> = {
  signedOut: 'You are signed out.',
  signedOutHere:
    'You are signed out here, but the server could not be told: your session may still be alive. ' +
    'To end it, sign in again and look under “Where you are signed in”.',
  expired: 'Your session has ended. Sign in again.',
  reused:
    'Your session was ended, because its token was used twice. Somebody may have a copy: sign in again.',
  challengeExpired: 'That code is no longer good. Sign in again for a new one.',
  canceled: '',
};

export function SignInPage({ reason }: { reason: SignInReason | undefined }) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { run, busy, failure } = useAction(() => auth.signIn({ username, password }));
  return (
    <main className="narrow">
      <PageHeading title="Sign in">Sign in</PageHeading>
      {reason && <p role="status">{REASONS[reason]}</p>}
      <Form label="Sign in" busy={busy} failure={failure} onSubmit={run}>
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          required
          autoFocus
          value={username}
          onChange={({ target }) => setUsername(target.value)}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={({ target }) => setPassword(target.value)}
        />
        <button aria-disabled={busy}>Sign in</button>
      </Form>
      <DeveloperNote />
    </main>
  );
}
