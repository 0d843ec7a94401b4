import { AcceptInvitationDocument } from 'graphql-two-factor-auth/client';
import { auth } from '../../apollo.js';
import { options } from '../../options.js';
import { t } from '../../texts/texts.js';
import { DeadLinkPage } from './dead-link-page.js';
import type { MailLink } from './mail-link.js';
import { NewPasswordPage } from '../new-password-page.js';
import { leavePlace } from '../place.js';

/** The first sign-in of somebody whom staff invited: they choose their password. */
export function InvitationPage({ link }: { link: MailLink }) {
  const accept = async (newPassword: string) => {
    const { acceptInvitation } = await auth.request(AcceptInvitationDocument, { ...link, newPassword });
    auth.adopt(acceptInvitation);
    leavePlace();
  };
  return (
    <NewPasswordPage
      isFirst
      meaning={t.invitationMeans(options.branding.name)}
      onSubmit={accept}
      dead={<DeadLinkPage meaning={t.invitationDeadMeans} />}
    />
  );
}
