import type { ReactNode } from 'react';
import { t } from '../texts/texts.js';
import { MailCard } from './mail-card.js';
import { MailCodeForm, type SentMail } from './mail-code-form.js';

interface CheckMailPageProps {
  sent: SentMail;
  /** Undefined: back to the address. */
  onSent: (sent: SentMail | undefined) => void;
  onSubmit: (token: string) => Promise<unknown>;
  /** Above the form. */
  children?: ReactNode;
}

/** Says where the mail is, and takes its code. */
export function CheckMailPage({ sent, onSent, onSubmit, children }: CheckMailPageProps) {
  return (
    <MailCard title={t.checkYourMail} onBack={() => onSent(undefined)}>
      {children}
      <MailCodeForm sent={sent} onSent={onSent} onSubmit={onSubmit} />
    </MailCard>
  );
}
