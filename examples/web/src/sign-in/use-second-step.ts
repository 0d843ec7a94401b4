import type { Challenge, TwoFactorKind } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { t } from '../texts/texts.js';

/** A way to complete the second step, or the list of them. */
export type View = TwoFactorKind | 'list';

export interface SecondStepView {
  readonly view: View;
  readonly title: string;
  show(view: View): void;
}

/**
 * Which way the user is shown: the one that was begun, until they choose another.
 *
 * @param methods those that the browser has
 */
export function useSecondStep(challenge: Challenge, methods: Challenge['methods']): SecondStepView {
  const [chosen, show] = useState<View>();
  const view = chosen ?? begun(challenge, methods);
  return { view, title: titleOf(view), show };
}

/** If no code could be sent to the phone, another way was begun. */
function begun({ delivery }: Challenge, methods: Challenge['methods']): View {
  if (delivery) return 'PHONE';
  return (methods.find(({ kind }) => kind !== 'PHONE') ?? methods[0])?.kind ?? 'list';
}

function titleOf(view: View): string {
  if (view === 'list') return t.chooseAWay;
  if (view === 'RECOVERY_CODE') return t.useWay[view];
  return view === 'PASSKEY' ? t.confirmWithPasskey : t.enterTheCode;
}
