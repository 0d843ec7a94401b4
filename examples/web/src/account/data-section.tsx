import { useApolloClient, useMutation } from '@apollo/client/react';
import { DeleteAccountDocument, ExportMyDataDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { download } from '../ui/download.js';
import { FailureNote } from '../ui/failure-note.js';
import { DownloadIcon, WarningIcon } from '../ui/icons.js';
import { useAction, useFailure } from '../ui/use-action.js';
import { SettingRow } from './setting-row.js';

/** What the server keeps of the user, as a file, and the end of the account. */
export function DataSection({ isLeaving }: { isLeaving: boolean }) {
  const apollo = useApolloClient();
  const [remove] = useMutation(DeleteAccountDocument);
  const [asking, setAsking] = useState(false);
  const shared = useFailure();
  const take = useAction(
    async () => {
      const { data } = await apollo.query({ query: ExportMyDataDocument, fetchPolicy: 'no-cache' });
      if (data) download(data.exportMyData, 'account.json', 'application/json');
    },
    { shared, name: t.downloadData },
  );
  const leave = useAction(
    async () => {
      await remove();
      // Every session has ended, this one too.
      await auth.signOut().catch(() => undefined);
    },
    { shared, name: t.deleteAccount },
  );
  return (
    <section className="card" aria-labelledby="data">
      <h2 id="data">{t.yourData}</h2>
      <FailureNote failure={take.failure} />
      <div className="rows">
        <SettingRow
          icon={<DownloadIcon />}
          title={<b>{t.downloadData}</b>}
          actions={
            <button
              className="secondary"
              aria-busy={take.busy}
              aria-disabled={take.busy}
              onClick={() => void take.run()}
            >
              {t.download}
            </button>
          }
        >
          <small>{t.downloadDataMeans}</small>
        </SettingRow>
        {!isLeaving && (
          <SettingRow
            icon={<WarningIcon />}
            title={<b>{t.deleteAccount}</b>}
            actions={
              <button
                className="secondary"
                aria-busy={leave.busy}
                aria-disabled={leave.busy}
                onClick={() => setAsking(true)}
              >
                {t.deleteAccount}
              </button>
            }
          >
            <small>{t.deleteAccountMeans}</small>
          </SettingRow>
        )}
      </div>
      {asking && (
        <ConfirmDialog
          question={t.reallyDelete}
          meaning={t.deleteAccountMeans}
          action={t.deleteAccount}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void leave.run();
          }}
        />
      )}
    </section>
  );
}
