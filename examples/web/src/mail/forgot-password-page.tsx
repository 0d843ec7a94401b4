import { RequestPasswordResetDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { useFailure } from '../ui/use-action.js';
import { AskMailPage } from './ask-mail-page.js';
import { CheckMailPage } from './check-mail-page.js';
import { ResetPasswordPage } from './reset-password-page.js';
import { useSentMail } from './use-sent-mail.js';

/** A forgotten password: the address, the code of the mail, and the new password. */
export function ForgotPasswordPage() {
  const { sent, setSent, email, setEmail } = useSentMail('#forgot-password');
  const [code, setCode] = useState<string>();
  const [failure, setFailure] = useFailure();
  if (!sent)
    return (
      <AskMailPage
        title={t.forgotPassword}
        meaning={t.forgotPasswordMeans}
        email={email}
        onChange={setEmail}
        send={async (address) =>
          (await auth.request(RequestPasswordResetDocument, { email: address })).requestPasswordReset
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
