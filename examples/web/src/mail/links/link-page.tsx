import type { SignedIn } from 'graphql-two-factor-auth/client';
import type { ReactNode } from 'react';
import { auth } from '../../apollo.js';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { FailureNote } from '../../ui/failure-note.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction } from '../../ui/use-action.js';
import { readKept } from '../../ui/use-kept.js';
import { ConfirmEmailPage } from './confirm-email-page.js';
import { DeadLinkPage, isDeadLink } from './dead-link-page.js';
import { InvitationPage } from './invitation-page.js';
import { KeepAccountPage } from './keep-account-page.js';
import { LeaveButton } from '../leave-button.js';
import { MailCard } from '../mail-card.js';
import { type LinkPath, mailLink, type MailLink } from './mail-link.js';
import { leavePlace } from '../place.js';
import { ResetPasswordPage } from '../reset-password-page.js';
import { RegistrationPage } from './registration-page.js';
import { UndoChangePage } from './undo-change-page.js';

interface LinkPageProps {
  path: LinkPath;
  /** Lets somebody sign in first. */
  signedIn: (page: (session: SignedIn) => ReactNode, note: string) => ReactNode;
}

/** What a link in a mail opens. It does nothing until its button is pressed: scanners of mails open links, too. */
export function LinkPage({ path, signedIn }: LinkPageProps) {
  if (path === '/undo-change' && (mailLink || readKept(path) !== undefined))
    return <UndoChangePage token={mailLink?.token ?? ''} />;
  if (!mailLink)
    return (
      <MailCard title={t.linkIncomplete} focused hasWayOut>
        <p>{t.linkIncompleteMeans}</p>
        <LeaveButton className="primary full" />
      </MailCard>
    );
  const { username, ...link } = mailLink;
  if (path === '/reset-password') return <ResetPasswordPage proof={link} />;
  if (path === '/keep-account') return <KeepAccountPage link={link} />;
  if (path === '/invitation') return <InvitationPage link={link} />;
  if (path === '/change-email') return signedIn(() => <ConfirmEmailPage link={link} />, t.signInToConfirm);
  if (path === '/verify-email') return <RegistrationPage link={link} username={username} />;
  return <SignInByLink link={link} />;
}

function SignInByLink({ link }: { link: MailLink }) {
  const { run, busy, failure } = useAction(() => auth.verifyEmail(link).then(leavePlace));
  if (isDeadLink(failure)) return <DeadLinkPage again="/#email-sign-in" />;
  return (
    <MailCard title={t.signInTo(options.branding.name)} focused>
      <p>{t.signInByLinkMeans}</p>
      <FailureNote failure={failure} />
      <SubmitButton className="primary full" busy={busy} failure={failure} onClick={() => void run()}>
        {t.signIn}
      </SubmitButton>
    </MailCard>
  );
}
