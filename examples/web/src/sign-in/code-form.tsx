import { type ReactNode, useEffect, useRef, useState } from 'react';
import { normalizeCode, type TwoFactorChannel } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { codeOf } from '../ui/failure.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { CodeInput, WRONG_CODE } from './code-input.js';
import { Resend, type Sent } from './resend.js';

interface CodeFormProps {
  /** Where the code is. */
  children: ReactNode;
  codeLength: number;
  onSubmit: (code: string) => Promise<unknown>;
  /** For a code that was sent. */
  delivery?: Sent | null;
  onResend?: (channel?: TwoFactorChannel) => Promise<unknown>;
  /** Between the code and the button. */
  below?: ReactNode;
  /** Shows a button that ends the step. */
  onCancel?: (() => void) | undefined;
}

/**
 * A code may be typed, pasted with spaces, in digits of another script, or filled in by the phone. The form sends it when
 * it is complete. It drops no other character: the user sees what is wrong.
 */
export function CodeForm(props: CodeFormProps) {
  const { children, codeLength, onSubmit, delivery, onResend, below, onCancel } = props;
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  /** Each has its failure, and waits alone: a code that has arrived can be sent while no other is sent. */
  const [latest, setLatest] = useState<'submit' | 'resend'>('submit');
  const submit = useAction(async (entered: string) => {
    setLatest('submit');
    try {
      await onSubmit(entered);
    } catch (error) {
      if (WRONG_CODE.includes(codeOf(error))) setCode('');
      input.current?.focus();
      throw error;
    }
  });
  const resend = useAction(async (channel?: TwoFactorChannel) => {
    setLatest('resend');
    // The buttons are disabled during the pause, so the focus moves to the code.
    await onResend?.(channel).finally(() => input.current?.focus());
  });
  const { failure } = latest === 'submit' ? submit : resend;
  const isComplete = (entered: string) => /^\d+$/.test(entered) && entered.length === codeLength;
  const enter = (text: string) => {
    const entered = normalizeCode(text);
    setCode(entered);
    if (isComplete(entered) && entered !== code) void submit.run(entered);
  };
  useEffect(() => input.current?.focus(), []);
  const submitButton = (
    <SubmitButton busy={submit.busy} failure={submit.failure}>
      {t.continue}
    </SubmitButton>
  );

  return (
    <Form
      label={t.code}
      busy={submit.busy}
      failure={failure}
      showsFailureItself
      onSubmit={() => submit.run(code)}
    >
      <p role="status">{children}</p>
      <CodeInput ref={input} length={codeLength} value={code} onChange={enter} failure={failure} />
      {below}
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
      {delivery && <Resend delivery={delivery} resend={resend} />}
    </Form>
  );
}
