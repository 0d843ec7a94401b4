import { useRef, useState } from 'react';
import { t } from '../texts/texts.js';
import { Field, Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';

interface RecoveryCodeFormProps {
  onSubmit: (code: string) => Promise<unknown>;
  onCancel?: (() => void) | undefined;
}

/** A code that the user stored. It is grouped while it is typed, as it was when it was shown. */
export function RecoveryCodeForm({ onSubmit, onCancel }: RecoveryCodeFormProps) {
  const [code, setCode] = useState('');
  const form = useRef<HTMLDivElement>(null);
  const { run, busy, failure } = useAction(() =>
    onSubmit(code).finally(() => form.current?.querySelector('input')?.focus()),
  );
  const submitButton = (
    <SubmitButton busy={busy} failure={failure}>
      {t.continue}
    </SubmitButton>
  );
  return (
    <div ref={form}>
      <Form
        label={t.kinds.RECOVERY_CODE}
        busy={busy}
        failure={failure && { ...failure, field: 'token' }}
        onSubmit={run}
      >
        <p>{t.askRecoveryCode}</p>
        <Field
          label={t.kinds.RECOVERY_CODE}
          name="token"
          hint={t.recoveryCodeHint}
          className="recovery-code"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          autoFocus
          value={code}
          onChange={({ target }) =>
            setCode(target.selectionEnd === target.value.length ? grouped(target.value) : target.value)
          }
        />
        {onCancel ? (
          <div className="actions">
            {submitButton}
            <button type="button" className="secondary" onClick={onCancel}>
              {t.cancel}
            </button>
          </div>
        ) : (
          submitButton
        )}
      </Form>
    </div>
  );
}

/** `XXXXXX-XXXXXX-XXXXXX-XXXXXX`. Only at the end of the text: elsewhere the cursor would jump. */
function grouped(text: string): string {
  const characters = text.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  return characters.match(/.{1,6}/gu)?.join('-') ?? '';
}
