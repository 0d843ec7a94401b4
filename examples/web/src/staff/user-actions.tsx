import { useMutation } from '@apollo/client/react';
import {
  ActivateUserDocument,
  DeactivateUserDocument,
  RevokeInvitationDocument,
  SendPasswordResetDocument,
  SignOutUserDocument,
} from 'graphql-two-factor-auth/client';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { CheckIcon, ComputerIcon, KeyIcon, MailIcon, WarningIcon } from '../ui/icons.js';
import { ActionRow } from './action-row.js';
import type { ReadUser } from './user-factors.js';
import { StateBadge } from './users-section.js';

const SHOW_IN_LOG = { refetchQueries: ['SecurityEvents'] };

interface UserActionsProps {
  user: ReadUser;
  /** Once the invitation of the user is withdrawn. */
  onUninvited: () => void;
}

/** What staff does to the account of somebody else. */
export function UserActions({ user, onUninvited }: UserActionsProps) {
  return (
    <section className="apart stacked" aria-labelledby="user-actions">
      <h3 id="user-actions">{t.account}</h3>
      <div className="rows">
        {user.state === 'INVITED' ? (
          <Invitation user={user} onUninvited={onUninvited} />
        ) : (
          <AccountRows user={user} />
        )}
      </div>
    </section>
  );
}

/** Nobody has used the account yet, so it can go at once. */
function Invitation({ user, onUninvited }: UserActionsProps) {
  const [revoke] = useMutation(RevokeInvitationDocument, {
    refetchQueries: ['Users'],
    awaitRefetchQueries: true,
  });
  return (
    <ActionRow
      icon={<MailIcon />}
      title={<b>{t.invitation}</b>}
      meaning={t.withdrawMeans}
      action={{
        label: t.withdraw,
        work: () => revoke({ variables: { id: user.id } }).then(onUninvited),
        done: '',
        question: t.reallyWithdraw(user.username),
      }}
    />
  );
}

function AccountRows({ user }: { user: ReadUser }) {
  const { id, username, isActive } = user;
  const variables = { id };
  const [signOut] = useMutation(SignOutUserDocument, SHOW_IN_LOG);
  const [deactivate] = useMutation(DeactivateUserDocument, SHOW_IN_LOG);
  const [activate] = useMutation(ActivateUserDocument, SHOW_IN_LOG);
  return (
    <>
      {options.passwordReset && <PasswordReset user={user} />}
      <ActionRow
        icon={<ComputerIcon />}
        title={<b>{t.sessionsOfUser}</b>}
        meaning={t.signOutEverywhereMeans}
        action={{
          label: t.signOutEverywhere,
          work: () => signOut({ variables }),
          done: t.signedOutEverywhere,
          question: t.reallySignOut(username),
        }}
      />
      <ActionRow
        icon={isActive ? <CheckIcon /> : <WarningIcon />}
        title={
          <>
            <b>{t.state}</b> <StateBadge user={user} />
          </>
        }
        meaning={isActive ? t.deactivateMeans : t.activateMeans}
        action={
          isActive
            ? {
                label: t.deactivate,
                work: () => deactivate({ variables }),
                done: t.deactivatedNow,
                question: t.reallyDeactivate(username),
              }
            : { label: t.activate, work: () => activate({ variables }), done: t.activatedNow }
        }
      />
    </>
  );
}

/** Only who is active and has a confirmed address gets this mail. */
function PasswordReset({ user: { id, email, emailVerifiedAt, isActive } }: { user: ReadUser }) {
  const [send] = useMutation(SendPasswordResetDocument);
  const hasAddress = email != null && emailVerifiedAt != null;
  const whyNot = !isActive ? t.notWhileDeactivated : hasAddress ? undefined : t.needsConfirmedAddress;
  return (
    <ActionRow
      icon={<KeyIcon />}
      title={<b>{t.newPasswordByMail}</b>}
      meaning={whyNot ?? t.newPasswordByMailMeans}
      action={
        whyNot === undefined
          ? {
              label: t.sendMail,
              work: () => send({ variables: { id } }),
              done: t.resetMailSent(email ?? ''),
            }
          : undefined
      }
    />
  );
}
