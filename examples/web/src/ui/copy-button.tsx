import { useState } from 'react';
import { t } from '../texts/texts.js';

/** Copies a text. It says so until it is left. */
export function CopyButton({ text, label = t.copy }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    // Without the permission the text is still on the page to select.
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <button type="button" className="secondary" onClick={() => void copy()} onBlur={() => setCopied(false)}>
      <span aria-live="polite">{copied ? t.copied : label}</span>
    </button>
  );
}
