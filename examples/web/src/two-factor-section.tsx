import { useApolloClient } from '@apollo/client/react';
import {
  DisableTwoFactorDocument,
  RegisterPhoneDocument,
  ResendTwoFactorTokenDocument,
  VerifyPhoneDocument,
} from 'graphql-two-factor-auth/client';
import { type ReactNode, useState } from 'react';
import { auth } from './apollo.js';
import { CodeForm, type OpenChallenge } from './code-form.js';
import { Form } from './form.js';
import { PhoneField, toInternational, type PhoneEntry } from './phone-field.js';
import { attemptsLeftOf } from './sentence.js';
import { useAction } from './use-action.js';

type Step =
  { name: 'rest' } | { name: 'code'; phone: string; challenge: OpenChallenge & { challenge: string } };

/** Switching the second factor on, moving it to another phone, and switching it off. */
export function TwoFactorSection({ phone, enabled }: { phone: string | undefined; enabled: boolean }) {
  const apollo = useApolloClient();
  const [entry, setEntry] = useState<PhoneEntry>({ country: 'US', number: '' });
  const [step, setStep] = useState<Step>({ name: 'rest' });

  const verify = useAction(async () => {
    const number = toInternational(entry);
    const { data } = await apollo.mutate({ mutation: VerifyPhoneDocument, variables: { phone: number } });
    const result = data?.verifyPhone;
    if (result?.__typename === 'TwoFactorRequired')
      setStep({ name: 'code', phone: number, challenge: result });
  });
  const disable = useAction(async () => {
    const { data } = await apollo.mutate({ mutation: DisableTwoFactorDocument });
    if (data) await adopt(data.disableTwoFactor);
  });
  const register = async (number: string, token: string) => {
    const { data } = await apollo
      .mutate({ mutation: RegisterPhoneDocument, variables: { phone: number, token } })
      .catch((error: unknown) => {
        const attemptsLeft = attemptsLeftOf(error);
        // Not when it was given up meanwhile.
        if (attemptsLeft !== undefined)
          setStep((now) =>
            now.name === 'code' ? { ...now, challenge: { ...now.challenge, attemptsLeft } } : now,
          );
        throw error;
      });
    if (data?.registerPhone.__typename === 'TokenPair') await adopt(data.registerPhone);
    setStep({ name: 'rest' });
    setEntry({ ...entry, number: '' });
  };
  const adopt = async (pair: Parameters<typeof auth.adopt>[0]) => {
    auth.adopt(pair);
    await apollo.refetchQueries({ include: 'active' });
  };

  if (step.name === 'code')
    return (
      <Section>
        <CodeForm
          challenge={step.challenge}
          onSubmit={(token) => register(step.phone, token)}
          onResend={async (channel) => {
            const { data } = await apollo.mutate({
              mutation: ResendTwoFactorTokenDocument,
              variables: { challenge: step.challenge.challenge, channel },
            });
            if (data) setStep({ ...step, challenge: data.resendTwoFactorToken });
          }}
          onCancel={() => setStep({ name: 'rest' })}
        />
      </Section>
    );

  return (
    <Section>
      <p role="status">
        {enabled
          ? `On: signing in takes a code sent to ${phone ?? 'your phone'}.`
          : 'Off: the password alone signs in.'}
      </p>
      <Form
        label={enabled ? 'Another phone' : 'Switch on'}
        busy={verify.busy}
        failure={verify.failure ?? disable.failure}
        onSubmit={verify.run}
      >
        <PhoneField entry={entry} onChange={setEntry} />
        <button disabled={verify.busy}>{enabled ? 'Use this phone instead' : 'Switch on'}</button>
        {enabled && (
          <button type="button" className="plain" disabled={disable.busy} onClick={() => void disable.run()}>
            Switch off
          </button>
        )}
      </Form>
    </Section>
  );
}

function Section({ children }: { children: ReactNode }) {
  return (
    <section aria-labelledby="two-factor">
      <h2 id="two-factor">Second factor</h2>
      {children}
    </section>
  );
}
