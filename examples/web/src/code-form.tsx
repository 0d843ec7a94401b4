import { useEffect, useRef, useState } from 'react';
import type { Challenge, TwoFactorChannel } from 'graphql-two-factor-auth/client';
import { Field, Form } from './form.js';
import { codeOf } from './failure.js';
import { useAction, useFailure } from './use-action.js';
import { useSecondsUntil } from './use-seconds-until.js';

interface CodeFormProps {
  challenge: Challenge;
  onSubmit: (code: string) => Promise<unknown>;
  onResend: (channel: TwoFactorChannel) => Promise<unknown>;
  onCancel: () => void;
}

const CHANNELS: Readonly<Record<TwoFactorChannel, string>> = {
  SMS: 'text message',
  CALL: 'call',
  WHATSAPP: 'WhatsApp',
};

/** Takes a code however it comes: typed, pasted with spaces, or filled in by the phone. Sends it when complete. */
export function CodeForm({ challenge, onSubmit, onResend, onCancel }: CodeFormProps) {
  const [code, setCode] = useState('');
  const [channel, setChannel] = useState(challenge.channel);
  const input = useRef<HTMLInputElement>(null);
  const wait = useSecondsUntil(challenge.resendAt);
  const failure = useFailure();
  const submit = useAction(async (entered: string) => {
    try {
      await onSubmit(entered);
    } catch (error) {
      if (codeOf(error) === 'INVALID_TWO_FACTOR_TOKEN') setCode('');
      input.current?.focus();
      throw error;
    }
  }, failure);
  // The button that was pressed waits from now on, and the code is what comes next.
  const resend = useAction(() => onResend(channel).finally(() => input.current?.focus()), failure);
  const enter = (text: string) => {
    const digits = text.replace(/\D/g, '').slice(0, challenge.codeLength);
    setCode(digits);
    if (digits.length === challenge.codeLength && digits !== code) void submit.run(digits);
  };
  useEffect(() => input.current?.focus(), []);

  return (
    <Form label="Code" busy={submit.busy} failure={failure[0]} onSubmit={() => submit.run(code)}>
      <p role="status">{challenge.message}</p>
      <Field
        ref={input}
        className="code"
        label="Code"
        name="token"
        hint={`${challenge.codeLength} digits. Tries left: ${challenge.attemptsLeft}.`}
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        pattern={`\\d{${challenge.codeLength}}`}
        value={code}
        onChange={({ target }) => enter(target.value)}
      />
      <button aria-disabled={submit.busy}>Continue</button>
      <fieldset>
        <legend>No code?</legend>
        <label>
          Send it by{' '}
          <select value={channel} onChange={({ target }) => setChannel(target.value as TwoFactorChannel)}>
            {challenge.availableChannels.map((name) => (
              <option key={name} value={name}>
                {CHANNELS[name]}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          disabled={wait > 0}
          aria-disabled={resend.busy}
          onClick={() => void resend.run()}
        >
          {wait > 0 ? `Send again in ${wait} s` : 'Send again'}
        </button>
        <button type="button" className="plain" onClick={onCancel}>
          Cancel
        </button>
      </fieldset>
    </Form>
  );
}
