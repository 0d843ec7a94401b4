import { t } from '../texts/texts.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { EmailField } from './email-field.js';
import { MailCard } from './mail-card.js';
import type { SentMail } from './mail-code-form.js';

interface AskMailPageProps {
  title: string;
  /** What the mail is for. */
  meaning: string;
  email: string;
  onChange: (email: string) => void;
  /** Asks the server for the mail. */
  send: (email: string) => Promise<SentMail['step']>;
  onSent: (sent: SentMail) => void;
}

/** Asks for the address that a mail goes to. */
export function AskMailPage({ title, meaning, email, onChange, send, onSent }: AskMailPageProps) {
  const { run, busy, failure } = useAction(async () => onSent({ email, step: await send(email) }));
  return (
    <MailCard title={title}>
      <Form label={title} busy={busy} failure={failure} onSubmit={run}>
        <p>{meaning}</p>
        <EmailField autoFocus value={email} onChange={onChange} />
        <SubmitButton busy={busy} failure={failure}>
          {t.sendMail}
        </SubmitButton>
      </Form>
    </MailCard>
  );
}
