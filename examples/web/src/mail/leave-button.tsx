import { type ReactNode, useSyncExternalStore } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { leavePlace } from './place.js';

interface LeaveButtonProps {
  className: string;
  /** Before the words. */
  icon?: ReactNode;
}

/** Leaves a page of a mail, and says whether that leads to the account or to the sign-in. */
export function LeaveButton({ className, icon }: LeaveButtonProps) {
  const { step } = useSyncExternalStore(auth.subscribe, auth.getState);
  return (
    <button type="button" className={className} onClick={leavePlace}>
      {icon}
      {step === 'signedIn' ? t.toAccount : t.toSignIn}
    </button>
  );
}
