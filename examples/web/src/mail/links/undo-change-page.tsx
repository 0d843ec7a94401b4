import { UndoChangeDocument } from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { auth } from '../../apollo.js';
import { t } from '../../texts/texts.js';
import { failureOf } from '../../ui/failure.js';
import { FailureNote } from '../../ui/failure-note.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction, useFailure } from '../../ui/use-action.js';
import { useKept } from '../../ui/use-kept.js';
import { DeadLinkPage, isDeadLink } from './dead-link-page.js';
import { MailCard } from '../mail-card.js';
import { MailCodeForm } from '../mail-code-form.js';
import { ResetPasswordPage } from '../reset-password-page.js';
import { expiresAtOf } from '../use-sent-mail.js';

/** Puts back how somebody signed in before a change, and asks for a new password by the code of one more mail. */
export function UndoChangePage({ token }: { token: string }) {
  const [sent, setSent] = useKept('/undo-change', expiresAtOf);
  const [code, setCode] = useState<string>();
  const [codeFailure, setCodeFailure] = useFailure();
  const { run, busy, failure } = useAction(async () => {
    const { undoChange: step } = await auth.request(UndoChangeDocument, { token });
    setSent({ email: undefined, step });
  });
  if (failure && isDeadLink(failure)) return <DeadLinkPage meaning={failure.sentence} />;
  if (!sent)
    return (
      <MailCard title={t.reallyUndoChange} focused>
        <p>{t.undoChangeMeans}</p>
        <FailureNote failure={failure} />
        <SubmitButton className="primary full" busy={busy} failure={failure} onClick={() => void run()}>
          {t.undoChange}
        </SubmitButton>
      </MailCard>
    );
  if (code !== undefined)
    return (
      <ResetPasswordPage
        proof={{ challenge: sent.step.challenge, token: code }}
        onBack={() => setCode(undefined)}
        onWrong={(error) => {
          setCodeFailure(failureOf(error));
          setCode(undefined);
        }}
      />
    );
  return (
    <MailCard title={t.changeUndone}>
      <p>{t.changeUndoneMeans}</p>
      <FailureNote failure={codeFailure} />
      <MailCodeForm
        sent={sent}
        onSent={setSent}
        onSubmit={async (typed) => {
          setCodeFailure(undefined);
          setCode(typed);
        }}
      />
    </MailCard>
  );
}
