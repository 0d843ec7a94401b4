import { ResetPasswordDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { codeOf } from '../ui/failure.js';
import { forgetKept } from '../ui/use-kept.js';
import { DeadLinkPage } from './links/dead-link-page.js';
import { LeaveButton } from './leave-button.js';
import { MailCard } from './mail-card.js';
import type { MailLink } from './links/mail-link.js';
import { NewPasswordPage } from './new-password-page.js';

interface ResetPasswordPageProps {
  /** Of the link, or with a code that was typed. */
  proof: MailLink;
  username?: string | undefined;
  onBack?: () => void;
  /** The code that was typed is wrong, and may be typed again. */
  onWrong?: (error: unknown) => void;
}

/** Takes the place of a forgotten password. Nobody is signed in by it. */
export function ResetPasswordPage({ proof, username, onBack, onWrong }: ResetPasswordPageProps) {
  const [isDone, setDone] = useState(false);
  const set = async (newPassword: string) => {
    try {
      await auth.request(ResetPasswordDocument, { ...proof, newPassword });
      forgetKept();
      setDone(true);
    } catch (error) {
      if (!onWrong || codeOf(error) !== 'INVALID_EMAIL_TOKEN') throw error;
      onWrong(error);
    }
  };
  if (!isDone)
    return (
      <NewPasswordPage
        username={username}
        onSubmit={set}
        onBack={onBack}
        dead={<DeadLinkPage again="/#forgot-password" />}
      />
    );
  return (
    <MailCard title={t.passwordIsSet} focused hasWayOut>
      <p>{t.passwordIsSetMeans}</p>
      <LeaveButton className="primary full" />
    </MailCard>
  );
}
