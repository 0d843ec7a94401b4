import { useId, useLayoutEffect, useRef, useState } from 'react';
import { options } from '../../options.js';
import { locale, t } from '../../texts/texts.js';
import { CopyButton } from '../../ui/copy-button.js';
import { serverNow } from '../../ui/time/server-clock.js';
import { download } from '../../ui/download.js';
import { useModal } from '../../ui/use-modal.js';

interface CodesDialogProps {
  codes: readonly string[];
  username: string;
  /** After the user has said that they are stored. */
  onStored: () => void;
}

/** Shows recovery codes, once. It does not close before the user says that they are stored. */
export function CodesDialog({ codes, username, onStored }: CodesDialogProps) {
  const dialog = useModal();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const [stored, setStored] = useState(false);
  useLayoutEffect(() => heading.current?.focus(), []);
  const isOne = codes.length === 1;
  const header = t.codesOf(username, options.branding.name);
  const made = t.madeOn(new Date(serverNow()).toLocaleDateString(locale, { dateStyle: 'long' }));
  const text = [header, made, '', ...codes, ''].join('\n');
  return (
    <dialog
      ref={dialog}
      className="codes-dialog"
      aria-labelledby={id}
      aria-describedby={`${id}-why`}
      // Browsers close it at the second Escape all the same.
      onCancel={(event) => event.preventDefault()}
      onClose={({ currentTarget }) => !currentTarget.open && currentTarget.showModal()}
    >
      <h2 id={id} ref={heading} tabIndex={-1}>
        {isOne ? t.newCode : t.storeYourCodes}
      </h2>
      <p id={`${id}-why`}>{isOne ? t.newCodeBecause : t.storeThemBecause}</p>
      <div className="printed">
        <p className="on-paper">
          <b>{header}</b>
        </p>
        <ol className={isOne ? 'codes one' : 'codes'}>
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ol>
        <p className="on-paper">{made}</p>
      </div>
      <div className="actions">
        <CopyButton text={text} />
        <button type="button" className="secondary" onClick={() => download(text, fileName())}>
          {t.download}
        </button>
        <button type="button" className="secondary" onClick={() => print()}>
          {t.print}
        </button>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onStored();
        }}
      >
        <label className="check">
          <input
            type="checkbox"
            required
            checked={stored}
            onChange={({ target }) => setStored(target.checked)}
          />
          {isOne ? t.iStoredIt : t.iStoredThem}
        </label>
        <button className="primary" aria-disabled={!stored} aria-busy={false}>
          {t.done}
        </button>
      </form>
    </dialog>
  );
}

function fileName(): string {
  return `${options.branding.name.replace(/[^\p{L}\p{N}]+/gu, '-').toLowerCase()}-recovery-codes.txt`;
}
