import { useState } from 'react';
import { useKept } from '../ui/use-kept.js';
import type { SentMail } from './mail-code-form.js';

export const expiresAtOf = ({ step }: SentMail) => step.expiresAt;

/** The mail that a page has asked for. The address stays when the user goes back to it. */
export function useSentMail(page: string) {
  const [sent, setSent] = useKept(page, expiresAtOf);
  const [email, setEmail] = useState(sent?.email ?? '');
  return { sent, setSent, email, setEmail };
}
