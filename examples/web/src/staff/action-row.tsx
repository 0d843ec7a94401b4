import { type ReactNode, useState } from 'react';
import { SettingRow } from '../account/setting-row.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { FailureNote } from '../ui/failure-note.js';
import { useAction } from '../ui/use-action.js';

export interface RowAction {
  readonly label: string;
  readonly work: () => Promise<unknown>;
  /** What is said afterwards. */
  readonly done: string;
  /** Asked before something is ended. */
  readonly question?: string;
}

interface ActionRowProps {
  icon: ReactNode;
  title: ReactNode;
  /** What the action does, or why there is none. */
  meaning: string;
  action?: RowAction | undefined;
}

/** One thing that staff does to an account. What came of it is said beside it. */
export function ActionRow({ icon, title, meaning, action }: ActionRowProps) {
  const [isAsking, setAsking] = useState(false);
  const [done, setDone] = useState('');
  const { run, busy, failure } = useAction(
    async ({ work, done: sentence }: RowAction) => {
      setDone('');
      await work();
      setDone(sentence);
    },
    { name: action?.label ?? '' },
  );
  return (
    <SettingRow
      icon={icon}
      title={title}
      actions={
        action && (
          <button
            className="secondary"
            aria-busy={busy}
            aria-disabled={busy}
            onClick={() => (action.question === undefined ? void run(action) : setAsking(true))}
          >
            {action.label}
          </button>
        )
      }
    >
      <small>{meaning}</small>
      <p role="status" className="note good">
        {done}
      </p>
      <FailureNote failure={failure} />
      {isAsking && action?.question !== undefined && (
        <ConfirmDialog
          question={action.question}
          meaning={meaning}
          action={action.label}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void run(action);
          }}
        />
      )}
    </SettingRow>
  );
}
