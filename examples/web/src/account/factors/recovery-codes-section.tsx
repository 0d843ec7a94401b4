import { use, useRef, useState } from 'react';
import { t } from '../../texts/texts.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { FailureNote } from '../../ui/failure-note.js';
import { RecoveryIcon } from '../../ui/icons.js';
import { useAction } from '../../ui/use-action.js';
import { SettingRow } from '../setting-row.js';
import { RecoveryCodesContext } from './recovery-codes-context.js';

/** From here on the page asks for new ones. */
const FEW = 3;

/** How many codes are left, and new ones. */
export function RecoveryCodesSection({ left }: { left: number }) {
  const { make } = use(RecoveryCodesContext);
  const [isAsking, setAsking] = useState(false);
  const action = left === 0 ? t.makeCodes : t.makeNewCodes;
  const heading = useRef<HTMLHeadingElement>(null);
  const { run, busy, failure } = useAction(
    async () => {
      await make();
      // The focused button disappears with the warning.
      if (left <= FEW) heading.current?.focus();
    },
    { name: action },
  );
  const button = (
    <button
      className="secondary"
      aria-disabled={busy}
      aria-busy={busy}
      onClick={() => (left === 0 ? void run() : setAsking(true))}
    >
      {action}
    </button>
  );
  return (
    <section className="card" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes" ref={heading} tabIndex={-1}>
        {t.recoveryCodes}
      </h2>
      {left <= FEW ? (
        <div className="note warn asking">
          <p>{left === 0 ? t.noCodesLeft : t.fewCodesLeft(left)}</p>
          {button}
        </div>
      ) : (
        <SettingRow icon={<RecoveryIcon />} title={<b>{t.codesLeft(left)}</b>} actions={button}>
          <small>{t.recoveryCodesMean}</small>
        </SettingRow>
      )}
      <FailureNote failure={failure} />
      {isAsking && (
        <ConfirmDialog
          question={t.reallyMakeCodes}
          meaning={t.makeCodesMeans}
          action={t.makeNewCodes}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void run();
          }}
        />
      )}
    </section>
  );
}
