import type { SignInReason } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { BrandMark } from '../ui/brand-mark.js';
import { PasswordField } from '../ui/form/credential-fields.js';
import { Field, Form } from '../ui/form/form.js';
import { LegalFooter } from '../ui/page/legal-footer.js';
import { PageHeading } from '../ui/page/page-heading.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { FailureNote } from '../ui/failure-note.js';
import { MailIcon, PasskeyIcon } from '../ui/icons.js';
import { useAction } from '../ui/use-action.js';
import { DeveloperNote } from './developer-note.js';
import { hasPasskeys, usePasskeySignIn } from './use-passkey-sign-in.js';

/** Reasons that the user should read before anything else. */
const WARNINGS: readonly SignInReason[] = ['reused', 'signedOutHere'];

interface SignInPageProps {
  reason: SignInReason | undefined;
  /** Why somebody should sign in. */
  note?: string | undefined;
}

export function SignInPage({ reason, note }: SignInPageProps) {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const { run, busy, failure } = useAction(() => auth.signIn({ username, password }));
  // The button says how long to wait.
  const shown = failure?.code === 'RATE_LIMITED' ? { ...failure, sentence: t.tooManyAttempts } : failure;
  const passkey = usePasskeySignIn(busy);
  const title = t.signInTo(options.branding.name);
  return (
    <div className="centered">
      <main className="card">
        <BrandMark />
        <PageHeading title={t.signIn}>{title}</PageHeading>
        {reason && t.reasons[reason] && (
          <p role="status" className={WARNINGS.includes(reason) ? 'note warn' : 'note'}>
            {t.reasons[reason]}
          </p>
        )}
        {note !== undefined && (
          <p role="status" className="note">
            {note}
          </p>
        )}
        <Form label={t.signIn} busy={busy} failure={shown} onSubmit={run}>
          <Field
            label={options.passwordReset ? t.usernameOrEmail : t.username}
            name="username"
            autoComplete={hasPasskeys ? 'username webauthn' : 'username'}
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
            value={username}
            onChange={({ target }) => setUsername(target.value)}
          />
          <PasswordField
            beside={options.passwordReset && <a href="#forgot-password">{t.forgotPassword}</a>}
            value={password}
            onChange={setPassword}
          />
          <SubmitButton busy={busy} failure={failure}>
            {t.signIn}
          </SubmitButton>
        </Form>
        {(hasPasskeys || options.emailSignIn) && <p className="or">{t.or}</p>}
        {hasPasskeys && (
          <>
            <FailureNote failure={passkey.failure} />
            <SubmitButton
              className="secondary full"
              busy={passkey.busy}
              failure={passkey.failure}
              onClick={passkey.run}
            >
              <PasskeyIcon />
              {t.signInWithPasskey}
            </SubmitButton>
          </>
        )}
        {options.emailSignIn && (
          <a className="secondary full button" href="#email-sign-in">
            <MailIcon />
            {t.mailMeALink}
          </a>
        )}
        {options.registration === 'OPEN' && (
          <p className="aside foot">
            {t.noAccount} <a href="#register">{t.createAccount}</a>
          </p>
        )}
      </main>
      <LegalFooter />
      <DeveloperNote
        onFill={(user) => {
          setUsername(user.username);
          setPassword(user.password);
        }}
      />
    </div>
  );
}
