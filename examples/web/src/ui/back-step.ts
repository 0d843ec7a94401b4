import { useEffect, useRef } from 'react';

/**
 * Set until the browser has left the entry of a step. A navigation must wait for it, because the browser drops one of two
 * navigations.
 */
let leaving: Promise<void> | undefined;
let unmounted: ReturnType<typeof setTimeout> | undefined;

interface StepState {
  readonly isStep?: boolean;
}

const isStep = () => (history.state as StepState | null)?.isStep === true;

/**
 * "Back" of the browser leads to the step before, as the button of the page does. Steps that follow each other share one
 * entry of the history, and it is gone when the last one is.
 *
 * @param onBack undefined on the first step, where the browser leads to the page before
 */
export function useBackStep(onBack: (() => void) | undefined): void {
  const back = useRef(onBack);
  useEffect(() => {
    back.current = onBack;
  });
  const hasStepBefore = onBack !== undefined;
  useEffect(() => {
    if (!hasStepBefore) return;
    clearTimeout(unmounted);
    if (!isStep()) history.pushState({ isStep: true } satisfies StepState, '');
    const follow = () => {
      if (!isStep()) back.current?.();
    };
    addEventListener('popstate', follow);
    return () => {
      removeEventListener('popstate', follow);
      // The next step may take over the entry.
      unmounted = setTimeout(() => void leaveStep());
    };
  }, [hasStepBefore]);
}

/** Leaves the entry of a step, if the browser is on one. */
export function leaveStep(): Promise<void> {
  clearTimeout(unmounted);
  if (!isStep()) return Promise.resolve();
  leaving ??= new Promise((left) => {
    const end = () => {
      leaving = undefined;
      left();
    };
    addEventListener('popstate', end, { once: true });
    history.back();
  });
  return leaving;
}
