import { useApolloClient } from '@apollo/client/react';
import {
  type Challenge,
  RegisterPhoneDocument,
  ResendTwoFactorTokenDocument,
  type TwoFactorChannel,
  VerifyPhoneDocument,
} from 'graphql-two-factor-auth/client';
import { useState } from 'react';
import { CodeForm } from '../../sign-in/code-form.js';
import { WithDestination } from '../../sign-in/with-destination.js';
import { t } from '../../texts/texts.js';
import { attemptsLeftOf, codeOf, failureOf } from '../../ui/failure.js';
import { firstCountry } from '../../ui/form/first-country.js';
import { Form } from '../../ui/form/form.js';
import { type PhoneEntry, PhoneField, toInternational } from '../../ui/form/phone-field.js';
import { SubmitButton } from '../../ui/form/submit-button.js';
import { useAction, useFailure } from '../../ui/use-action.js';

interface AddPhoneProps {
  /** Whether it takes the place of another phone. */
  replaces?: boolean;
  onAdded: () => Promise<unknown>;
  onCancel: () => void;
}

/** The number, and then the code that was sent there. */
export function AddPhone({ replaces = false, onAdded, onCancel }: AddPhoneProps) {
  const apollo = useApolloClient();
  const [entry, setEntry] = useState<PhoneEntry>(() => ({ country: firstCountry(), number: '' }));
  const [sent, setSent] = useState<{ phone: string; challenge: Challenge }>();
  const shared = useFailure();
  const [failure, setFailure] = shared;
  const name = replaces ? t.changePhone : t.addPhone;

  const verify = useAction(
    async () => {
      const phone = toInternational(entry);
      const { data } = await apollo.mutate({ mutation: VerifyPhoneDocument, variables: { phone } });
      const result = data?.verifyPhone;
      if (result?.__typename === 'TwoFactorRequired') setSent({ phone, challenge: result });
    },
    { shared, name },
  );
  const register = async (phone: string, token: string) => {
    const variables = { phone, token };
    await apollo.mutate({ mutation: RegisterPhoneDocument, variables }).catch(noteFailure);
    await onAdded();
  };
  const resend = async (challenge: string, channel?: TwoFactorChannel) => {
    const { data } = await apollo
      .mutate({
        mutation: ResendTwoFactorTokenDocument,
        variables: { challenge, ...(channel && { channel }) },
      })
      .catch(noteFailure);
    if (data) showChallenge(data.resendTwoFactorToken);
  };
  const showChallenge = (change: Partial<Challenge>) =>
    setSent((now) => now && { ...now, challenge: { ...now.challenge, ...change } });
  const noteFailure = (error: unknown): never => {
    const attemptsLeft = attemptsLeftOf(error);
    if (attemptsLeft !== undefined) showChallenge({ attemptsLeft });
    if (codeOf(error) === 'CHALLENGE_EXPIRED') {
      setFailure(failureOf(error));
      setSent(undefined);
    }
    throw error;
  };

  if (sent)
    return (
      <CodeForm
        codeLength={sent.challenge.delivery?.codeLength ?? 6}
        delivery={sent.challenge.delivery}
        onSubmit={(token) => register(sent.phone, token)}
        onResend={(channel) => resend(sent.challenge.challenge, channel)}
        onCancel={onCancel}
      >
        {sent.challenge.delivery && <WithDestination delivery={sent.challenge.delivery} />}
      </CodeForm>
    );

  return (
    <Form label={name} busy={verify.busy} failure={failure} onSubmit={verify.run}>
      <PhoneField autoFocus entry={entry} onChange={setEntry} />
      <div className="actions">
        <SubmitButton busy={verify.busy} failure={failure}>
          {t.continue}
        </SubmitButton>
        <button type="button" className="secondary" onClick={onCancel}>
          {t.cancel}
        </button>
      </div>
    </Form>
  );
}
