import { ResetPasswordDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { MailCard } from './mail-card.js';
import type { MailLink } from './mail-link.js';
import { NewPasswordPage } from './new-password-page.js';
import { leavePlace } from './place.js';
import { RequestAgain } from './request-again.js';

interface ResetPasswordPageProps {
  /** Of the link, or with a code that was typed. */
  proof: MailLink;
  username?: string | undefined;
  onBack?: () => void;
}

/** Takes the place of a forgotten password. Nobody is signed in by it. */
export function ResetPasswordPage({ proof, username, onBack }: ResetPasswordPageProps) {
  const [isDone, setDone] = useState(false);
  const set = async (newPassword: string) => {
    await auth.request(ResetPasswordDocument, { ...proof, newPassword });
    setDone(true);
  };
  if (!isDone)
    return (
      <NewPasswordPage username={username} onSubmit={set} onBack={onBack}>
        {(failure) => <RequestAgain failure={failure} href="/#forgot-password" />}
      </NewPasswordPage>
    );
  return (
    <MailCard title={t.passwordIsSet} focused>
      <p>{t.passwordIsSetMeans}</p>
      <button className="primary full" onClick={leavePlace}>
        {t.signIn}
      </button>
    </MailCard>
  );
}
