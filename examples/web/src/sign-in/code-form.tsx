import { useEffect, useRef, useState } from 'react';
import { type Challenge, normalizeCode, type TwoFactorChannel } from 'graphql-two-factor-auth/client';
import { t } from '../texts/texts.js';
import { asClock } from '../ui/countdown.js';
import { codeOf, type Failure } from '../ui/failure.js';
import { Form } from '../ui/form/form.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction } from '../ui/use-action.js';
import { useSecondsUntil } from '../ui/use-seconds-until.js';
import { CodeInput } from './code-input.js';

interface CodeFormProps {
  challenge: Challenge;
  onSubmit: (code: string) => Promise<unknown>;
  onResend: (channel: TwoFactorChannel) => Promise<unknown>;
  /** Shows a button that ends the step. */
  onCancel?: () => void;
}

/**
 * A code may be typed, pasted with spaces, in digits of another script, or filled in by the phone. The form sends it when
 * it is complete. It drops no other character: the user sees what is wrong.
 */
export function CodeForm({ challenge, onSubmit, onResend, onCancel }: CodeFormProps) {
  const codeLength = challenge.delivery?.codeLength ?? 6;
  const [code, setCode] = useState('');
  const input = useRef<HTMLInputElement>(null);
  /** Each has its failure, and waits alone: a code that has arrived can be sent while no other is sent. */
  const [latest, setLatest] = useState<'submit' | 'resend'>('submit');
  const submit = useAction(async (entered: string) => {
    setLatest('submit');
    try {
      await onSubmit(entered);
    } catch (error) {
      if (codeOf(error) === 'INVALID_TWO_FACTOR_TOKEN') setCode('');
      input.current?.focus();
      throw error;
    }
  });
  const resend = useAction((channel: TwoFactorChannel) => {
    setLatest('resend');
    // The buttons are disabled during the pause, so the focus moves to the code.
    return onResend(channel).finally(() => input.current?.focus());
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
      <p role="status">
        <WithDestination {...challenge} />
      </p>
      <CodeInput ref={input} length={codeLength} value={code} onChange={enter} failure={failure} />
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
      {challenge.delivery && <OtherWays delivery={challenge.delivery} resend={resend} />}
    </Form>
  );
}

/** The sentence of the server, with the number in bold. */
function WithDestination({ message, delivery }: Challenge) {
  if (!delivery) return message;
  const { destination } = delivery;
  const at = message.indexOf(destination);
  if (at === -1) return message;
  return (
    <>
      {message.slice(0, at)}
      <b className="number">{destination}</b>
      {message.slice(at + destination.length)}
    </>
  );
}

interface OtherWaysProps {
  delivery: NonNullable<Challenge['delivery']>;
  resend: {
    run: (channel: TwoFactorChannel) => Promise<void>;
    busy: boolean;
    failure: Failure | undefined;
  };
}

/** The same code again, or by another channel. */
function OtherWays({ delivery, resend }: OtherWaysProps) {
  const pause = useSecondsUntil(Date.parse(delivery.resendAt));
  const refused = useSecondsUntil(resend.failure?.waitUntilMs ?? 0, Date.now);
  const seconds = Math.max(pause, refused);
  const others = delivery.availableChannels.filter((channel) => channel !== delivery.channel);
  return (
    <div className="other-ways">
      <span>{t.didNotGetIt}</span>
      <button
        type="button"
        className="quiet"
        disabled={seconds > 0}
        aria-disabled={resend.busy}
        onClick={() => void resend.run(delivery.channel)}
      >
        {seconds > 0 ? t.sendAgainIn(asClock(seconds)) : t.sendAgain}
      </button>
      {others.map((channel) => (
        <button
          key={channel}
          type="button"
          className="quiet"
          disabled={seconds > 0}
          aria-disabled={resend.busy}
          onClick={() => void resend.run(channel)}
        >
          {t.instead[channel]}
        </button>
      ))}
    </div>
  );
}
