import { useMutation } from '@apollo/client/react';
import { ConfirmEmailChangeDocument } from 'graphql-two-factor-auth/client';
import { t } from '../../texts/texts.js';
import { FailureNote } from '../../ui/failure-note.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction } from '../../ui/use-action.js';
import { DeadLinkPage, isDeadLink } from './dead-link-page.js';
import { MailCard } from '../mail-card.js';
import type { MailLink } from './mail-link.js';
import { leavePlace } from '../place.js';

/** The end of a change of the address. The session is replaced, and all others end. */
export function ConfirmEmailPage({ link }: { link: MailLink }) {
  const [confirm] = useMutation(ConfirmEmailChangeDocument);
  const { run, busy, failure } = useAction(async () => {
    await confirm({ variables: { ...link } });
    leavePlace();
  });
  if (isDeadLink(failure)) return <DeadLinkPage meaning={t.changeLinkDeadMeans} />;
  return (
    <MailCard title={t.confirmAddress} focused>
      <p>{t.confirmChangeMeans}</p>
      <FailureNote failure={failure} />
      <SubmitButton className="primary full" busy={busy} failure={failure} onClick={() => void run()}>
        {t.confirm}
      </SubmitButton>
    </MailCard>
  );
}
