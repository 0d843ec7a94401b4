import { RequestEmailSignInDocument } from 'graphql-two-factor-auth/client';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { AskMailPage } from './ask-mail-page.js';
import { CheckMailPage } from './check-mail-page.js';
import { leavePlace } from './place.js';
import { useSentMail } from './use-sent-mail.js';

/** Signing in with a mail in the place of the password. */
export function EmailSignInPage() {
  const { sent, setSent, email, setEmail } = useSentMail('#email-sign-in');
  if (!sent)
    return (
      <AskMailPage
        title={t.getALink}
        meaning={t.mailMeALinkMeans}
        email={email}
        onChange={setEmail}
        send={async (address) =>
          (await auth.request(RequestEmailSignInDocument, { email: address })).requestEmailSignIn
        }
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
