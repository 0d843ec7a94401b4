import { KeepAccountDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../../apollo.js';
import { t } from '../../texts/texts.js';
import { FailureNote } from '../../ui/failure-note.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction } from '../../ui/use-action.js';
import { DeadLinkPage, isDeadLink } from './dead-link-page.js';
import { LeaveButton } from '../leave-button.js';
import { MailCard } from '../mail-card.js';
import type { MailLink } from './mail-link.js';

/** Keeps an account that was to be removed. Nobody is signed in by it. */
export function KeepAccountPage({ link }: { link: MailLink }) {
  const [isKept, setKept] = useState(false);
  const { run, busy, failure } = useAction(async () => {
    await auth.request(KeepAccountDocument, { ...link });
    setKept(true);
  });
  if (isDeadLink(failure)) return <DeadLinkPage meaning={t.keepLinkDeadMeans} />;
  if (isKept)
    return (
      <MailCard title={t.accountKept} focused hasWayOut>
        <p>{t.accountKeptMeans}</p>
        <LeaveButton className="primary full" />
      </MailCard>
    );
  return (
    <MailCard title={t.reallyKeepAccount} focused>
      <p>{t.keepAccountMeans}</p>
      <FailureNote failure={failure} />
      <SubmitButton className="primary full" busy={busy} failure={failure} onClick={() => void run()}>
        {t.keepAccount}
      </SubmitButton>
    </MailCard>
  );
}
