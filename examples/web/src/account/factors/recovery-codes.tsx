import { useApolloClient } from '@apollo/client/react';
import { GenerateRecoveryCodesDocument } from 'graphql-two-factor-auth/client';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { CodesDialog } from './codes-dialog.js';
import { RecoveryCodesContext } from './recovery-codes-context.js';

interface Made {
  readonly codes: readonly string[];
  readonly settle: () => void;
}

/** Shows the codes that a part of the page inside it makes. */
export function RecoveryCodes({ username, children }: { username: string; children: ReactNode }) {
  const apollo = useApolloClient();
  const [made, setMade] = useState<Made>();
  const make = useCallback(async () => {
    const { data } = await apollo.mutate({
      mutation: GenerateRecoveryCodesDocument,
      refetchQueries: ['Authenticators'],
    });
    const { codes } = data?.generateRecoveryCodes ?? {};
    if (codes) await new Promise<void>((settle) => setMade({ codes, settle }));
  }, [apollo]);
  const request = useMemo(() => ({ make }), [make]);
  return (
    <RecoveryCodesContext value={request}>
      {children}
      {made && (
        <CodesDialog
          codes={made.codes}
          username={username}
          onStored={() => {
            setMade(undefined);
            made.settle();
          }}
        />
      )}
    </RecoveryCodesContext>
  );
}
