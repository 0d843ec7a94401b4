import { useId, useLayoutEffect, useRef } from 'react';
import { t } from '../texts/texts.js';
import { useModal } from './use-modal.js';

interface ConfirmDialogProps {
  question: string;
  /** What happens then. */
  meaning: string;
  /** The word on the button that does it. */
  action: string;
  onConfirm: () => void;
  onCancel: () => void;
}

/** Asks before something is ended that cannot be brought back. */
export function ConfirmDialog({ question, meaning, action, onConfirm, onCancel }: ConfirmDialogProps) {
  const dialog = useModal();
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  // Not on the button that ends something: people press Enter before they read.
  useLayoutEffect(() => cancel.current?.focus(), []);
  return (
    <dialog
      ref={dialog}
      role="alertdialog"
      aria-labelledby={id}
      aria-describedby={`${id}-meaning`}
      onClose={({ currentTarget }) => !currentTarget.open && onCancel()}
    >
      <h2 id={id}>{question}</h2>
      <p id={`${id}-meaning`}>{meaning}</p>
      <div className="actions">
        <button className="danger" onClick={onConfirm}>
          {action}
        </button>
        <button ref={cancel} className="secondary" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </dialog>
  );
}
