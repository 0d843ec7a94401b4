import { RequestPasswordResetDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { useFailure } from '../ui/use-action.js';
import { AskMailPage } from './ask-mail-page.js';
import { CheckMailPage } from './check-mail-page.js';
import type { SentMail } from './mail-code-form.js';
import { ResetPasswordPage } from './reset-password-page.js';

/** A forgotten password: the address, the code of the mail, and the new password. */
export function ForgotPasswordPage() {
  const [sent, setSent] = useState<SentMail>();
  const [code, setCode] = useState<string>();
  const [failure, setFailure] = useFailure();
  if (!sent)
    return (
      <AskMailPage
        title={t.forgotPassword}
        meaning={t.forgotPasswordMeans}
        send={async (email) =>
          (await auth.request(RequestPasswordResetDocument, { email })).requestPasswordReset
        }
        onSent={setSent}
      />
    );
  if (code !== undefined)
    return (
      <ResetPasswordPage
        proof={{ challenge: sent.step.challenge, token: code }}
        username={sent.email}
        onBack={() => setCode(undefined)}
        onWrong={(error) => {
          setFailure(failureOf(error));
          setCode(undefined);
        }}
      />
    );
  return (
    <CheckMailPage
      sent={sent}
      onSent={setSent}
      onSubmit={async (token) => {
        setFailure(undefined);
        setCode(token);
      }}
    >
      <FailureNote failure={failure} />
    </CheckMailPage>
  );
}
