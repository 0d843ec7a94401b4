import { useState } from 'react';
import { keep, useKept } from '../ui/use-kept.js';
import type { SentMail } from './mail-code-form.js';
import { leavePlace } from './place.js';

const expiresAtOf = ({ step }: SentMail) => step.expiresAt;

/** The mail that a page has asked for. The address stays when the user goes back to it. */
export function useSentMail(page: string) {
  const [sent, setSent] = useKept(page, expiresAtOf);
  const [email, setEmail] = useState(sent?.email ?? '');
  const leave = () => {
    // The page may be gone, as somebody is signed in.
    keep(page, undefined);
    leavePlace();
  };
  return { sent, setSent, email, setEmail, leave };
}
