import { useMutation } from '@apollo/client/react';
import {
  ActivateUserDocument,
  DeactivateUserDocument,
  SendPasswordResetDocument,
  SignOutUserDocument,
} from 'graphql-two-factor-auth/client';
import { options } from '../options.js';
import { t } from '../texts/texts.js';
import { CheckIcon, ComputerIcon, KeyIcon, WarningIcon } from '../ui/icons.js';
import { ActionRow } from './action-row.js';
import type { ReadUser } from './user-factors.js';
import { ActivityBadge } from './users-section.js';

const SHOW_IN_LOG = { refetchQueries: ['SecurityEvents'] };

/** What staff does to the account of somebody else. */
export function UserActions({ user }: { user: ReadUser }) {
  const { id, username, isActive } = user;
  const variables = { id };
  const [signOut] = useMutation(SignOutUserDocument, SHOW_IN_LOG);
  const [deactivate] = useMutation(DeactivateUserDocument, SHOW_IN_LOG);
  const [activate] = useMutation(ActivateUserDocument, SHOW_IN_LOG);
  return (
    <section className="apart stacked" aria-labelledby="user-actions">
      <h3 id="user-actions">{t.account}</h3>
      <div className="rows">
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
              <b>{t.state}</b> <ActivityBadge user={user} />
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
      </div>
    </section>
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
