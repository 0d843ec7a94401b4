import { useQuery } from '@apollo/client/react';
import { MeDocument, type SignedIn } from 'graphql-two-factor-auth/client';
import { useEffect } from 'react';
import { auth } from '../apollo.js';
import { options } from '../options.js';
import { goBack, wantsBack } from '../return.js';
import type { Remembering } from '../sign-in/use-remembered-device.js';
import { WaitingPage } from '../ui/page/waiting-page.js';
import { Account } from './account.js';
import { EnrollmentPage } from './enrollment-page.js';
import { CodesDialog } from './factors/codes-dialog.js';
import { RecoveryCodes } from './factors/recovery-codes.js';
import { StepUp } from './step-up/step-up.js';

interface AccountPageProps {
  session: SignedIn;
  remembering: Remembering;
}

/** What somebody who is signed in sees: the account, first a second factor where one is required, or the app they came from. */
export function AccountPage({ session, remembering }: AccountPageProps) {
  const { recoveryCode } = session;
  const { data, error } = useQuery(MeDocument);
  const user = data?.me;
  const mayLackFactor = options.twoFactorPolicy === 'REQUIRED' && !user?.twoFactorEnabled;
  // Other services do not take the tokens of a user who must add a factor first.
  const isLeaving = wantsBack() && !recoveryCode && !mayLackFactor && !remembering.isWanted;
  useEffect(() => {
    if (isLeaving) void goBack();
  }, [isLeaving]);
  if (isLeaving || (wantsBack() && !error && (!user || remembering.isWanted))) return <WaitingPage />;
  const username = user?.username ?? '';
  return (
    <StepUp username={username} isGuarded={user?.twoFactorEnabled ?? false}>
      <RecoveryCodes username={username}>
        {mayLackFactor && user ? (
          <EnrollmentPage />
        ) : (
          <Account
            user={user ?? undefined}
            error={error}
            session={session}
            notRemembered={remembering.failure}
          />
        )}
      </RecoveryCodes>
      {recoveryCode && user && (
        <CodesDialog codes={[recoveryCode]} username={username} onStored={() => auth.forgetRecoveryCode()} />
      )}
    </StepUp>
  );
}
