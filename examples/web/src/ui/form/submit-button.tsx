import type { ReactNode } from 'react';
import { t } from '../../texts/texts.js';
import { asWait } from '../time/countdown.js';
import type { Failure } from '../failure.js';
import { useSecondsUntil } from '../time/use-seconds-until.js';

interface SubmitButtonProps {
  busy: boolean;
  failure?: Failure | undefined;
  className?: string;
  autoFocus?: boolean;
  /** For a button that is in no form. */
  onClick?: () => void;
  children: ReactNode;
}

/**
 * The main button of a form. It keeps its colour and the focus while it works. After a refusal that names a time to wait
 * it counts down and does nothing until then.
 */
export function SubmitButton({
  busy,
  failure,
  className = 'primary',
  autoFocus,
  onClick,
  children,
}: SubmitButtonProps) {
  const seconds = useSecondsUntil(failure?.waitUntilMs ?? 0, Date.now);
  const mustWait = seconds > 0;
  return (
    <button
      autoFocus={autoFocus}
      className={className}
      aria-disabled={busy || mustWait}
      aria-busy={busy}
      onClick={(event) => (mustWait ? event.preventDefault() : onClick?.())}
    >
      {mustWait ? t.tryAgainIn(asWait(seconds)) : children}
    </button>
  );
}
