import { type RegisterMutation, ResendEmailDocument } from 'graphql-two-factor-auth/client';
import { auth } from '../apollo.js';
import { CodeForm } from '../sign-in/code-form.js';
import { t } from '../texts/texts.js';

/** A mail that was asked for, and where it goes. */
export interface SentMail {
  /** Undefined where the page does not know it, and says itself that a mail was sent. */
  readonly email: string | undefined;
  readonly step: RegisterMutation['register'];
}

interface MailCodeFormProps {
  sent: SentMail;
  onSent: (again: SentMail) => void;
  onSubmit: (code: string) => Promise<unknown>;
  onCancel?: () => void;
}

/** The code of a mail, and the mail once more. */
export function MailCodeForm({ sent, onSent, onSubmit, onCancel }: MailCodeFormProps) {
  const { email, step } = sent;
  const resend = async () => {
    const { resendEmail } = await auth.request(ResendEmailDocument, { challenge: step.challenge });
    onSent({ email, step: resendEmail });
  };
  return (
    <CodeForm
      codeLength={step.codeLength}
      delivery={step}
      onSubmit={onSubmit}
      onResend={resend}
      onCancel={onCancel}
    >
      {email !== undefined && t.mailIsSent(email)}
    </CodeForm>
  );
}
