import type { AuthState } from 'graphql-two-factor-auth/client';
import { type RefObject, useEffect, useRef } from 'react';
import { auth } from '../../apollo.js';
import { t } from '../../texts/texts.js';
import { FailureNote } from '../../ui/failure-note.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction, type useFailure } from '../../ui/use-action.js';

export interface StepUpWayProps {
  failure: ReturnType<typeof useFailure>;
  follow: (request: Promise<AuthState>) => Promise<AuthState>;
  onCancel: () => void;
}

interface StepUpByFactorProps extends StepUpWayProps {
  /** Whether the dialog has begun before. In StrictMode effects run twice, and a message costs money. */
  begun: RefObject<boolean>;
}

/** Begins with the second factor when the dialog opens. After a failure the user begins again. */
export function StepUpByFactor({ begun, failure, follow, onCancel }: StepUpByFactorProps) {
  const begin = useAction(() => follow(auth.stepUp()), { shared: failure });
  const button = useRef<HTMLDivElement>(null);
  const { run, busy } = begin;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    void run();
  });
  const hasFailed = failure[0] !== undefined;
  useEffect(() => {
    if (hasFailed) button.current?.querySelector('button')?.focus();
  }, [hasFailed]);
  return (
    <>
      <FailureNote failure={failure[0]} />
      <div className="actions" ref={button}>
        <SubmitButton busy={busy} failure={failure[0]} onClick={() => void run()}>
          {hasFailed ? t.tryAgain : t.continue}
        </SubmitButton>
        <button type="button" className="secondary" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </>
  );
}
