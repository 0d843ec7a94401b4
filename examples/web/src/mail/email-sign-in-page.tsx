import { RequestEmailSignInDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { AskMailPage } from './ask-mail-page.js';
import { CheckMailPage } from './check-mail-page.js';
import type { SentMail } from './mail-code-form.js';
import { leavePlace } from './place.js';

/** Signing in with a mail in the place of the password. */
export function EmailSignInPage() {
  const [sent, setSent] = useState<SentMail>();
  if (!sent)
    return (
      <AskMailPage
        title={t.getALink}
        meaning={t.mailMeALinkMeans}
        send={async (email) => (await auth.request(RequestEmailSignInDocument, { email })).requestEmailSignIn}
        onSent={setSent}
      />
    );
  return (
    <CheckMailPage
      sent={sent}
      onSent={setSent}
      onSubmit={(token) => auth.verifyEmail({ challenge: sent.step.challenge, token }).then(leavePlace)}
    />
  );
}
