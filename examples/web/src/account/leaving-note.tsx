import { useMutation } from '@apollo/client/react';
import { CancelAccountDeletionDocument } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { FailureNote } from '../ui/failure-note.js';
import { inDays } from '../ui/time/moment.js';
import { useAction } from '../ui/use-action.js';

/** Tells a user who asked for the end of the account when that is, and keeps the account. */
export function LeavingNote({ at }: { at: string }) {
  const [cancel] = useMutation(CancelAccountDeletionDocument);
  const { run, busy, failure } = useAction(() => cancel());
  return (
    <div className="note warn asking">
      <p role="status">{t.accountEnds(inDays(at))}</p>
      <button className="secondary" aria-busy={busy} aria-disabled={busy} onClick={() => void run()}>
        {t.keepAccount}
      </button>
      <FailureNote failure={failure} />
    </div>
  );
}
