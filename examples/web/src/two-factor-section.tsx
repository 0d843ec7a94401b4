import { useApolloClient } from '@apollo/client/react';
import {
  type Challenge,
  DisableTwoFactorDocument,
  RegisterPhoneDocument,
  ResendTwoFactorTokenDocument,
  type TwoFactorChannel,
  VerifyPhoneDocument,
} from 'graphql-two-factor-auth/client';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { CodeForm } from './code-form.js';
import { Form } from './form.js';
import { PhoneField, toInternational, type PhoneEntry } from './phone-field.js';
import { attemptsLeftOf, codeOf, failureOf } from './failure.js';
import { useAction, useFailure } from './use-action.js';

type Step = { name: 'rest' } | { name: 'code'; phone: string; challenge: Challenge };

/** Switching the second factor on, moving it to another phone, and switching it off. */
export function TwoFactorSection({ phone, enabled }: { phone: string | undefined; enabled: boolean }) {
  const apollo = useApolloClient();
  const [entry, setEntry] = useState<PhoneEntry>({ country: 'US', number: '' });
  const [step, setStep] = useState<Step>({ name: 'rest' });
  const heading = useRef<HTMLHeadingElement>(null);

  const failure = useFailure();
  const [, setFailure] = failure;

  const asksForCode = step.name === 'code';
  useEffect(() => {
    if (!asksForCode) return;
    // With the form for the code goes what had the focus in it, however it ends.
    return () => heading.current?.focus();
  }, [asksForCode]);

  const verify = useAction(async () => {
    const number = toInternational(entry);
    const { data } = await apollo.mutate({ mutation: VerifyPhoneDocument, variables: { phone: number } });
    const result = data?.verifyPhone;
    if (result?.__typename === 'TwoFactorRequired')
      setStep({ name: 'code', phone: number, challenge: result });
  }, failure);
  const disable = useAction(async () => {
    await apollo.mutate({ mutation: DisableTwoFactorDocument });
    await showChange();
  }, failure);
  const register = async (number: string, token: string) => {
    const variables = { phone: number, token };
    await apollo.mutate({ mutation: RegisterPhoneDocument, variables }).catch(noteFailure);
    await showChange();
    setStep({ name: 'rest' });
    setEntry({ ...entry, number: '' });
  };
  const resend = async (challenge: string, channel: TwoFactorChannel) => {
    const { data } = await apollo
      .mutate({ mutation: ResendTwoFactorTokenDocument, variables: { challenge, channel } })
      .catch(noteFailure);
    if (data) showChallenge(data.resendTwoFactorToken);
  };
  /** Not when it was given up meanwhile. */
  const showChallenge = (change: Partial<Challenge>) =>
    setStep((now) => (now.name === 'code' ? { ...now, challenge: { ...now.challenge, ...change } } : now));
  const noteFailure = (error: unknown): never => {
    const attemptsLeft = attemptsLeftOf(error);
    if (attemptsLeft !== undefined) showChallenge({ attemptsLeft });
    if (codeOf(error) === 'CHALLENGE_EXPIRED') {
      setFailure(failureOf(error));
      setStep({ name: 'rest' });
    }
    throw error;
  };
  const showChange = async () => {
    // What cannot be read again says so itself: the step is done all the same.
    await apollo.refetchQueries({ include: 'active' }).catch(() => undefined);
    // The button, or the field for the code, goes with what it was for.
    heading.current?.focus();
  };

  if (step.name === 'code')
    return (
      <Section heading={heading}>
        <CodeForm
          challenge={step.challenge}
          onSubmit={(token) => register(step.phone, token)}
          onResend={(channel) => resend(step.challenge.challenge, channel)}
          onCancel={() => setStep({ name: 'rest' })}
        />
      </Section>
    );

  return (
    <Section heading={heading}>
      <p role="status">
        {enabled
          ? `On: signing in takes a code sent to ${phone ?? 'your phone'}.`
          : 'Off: the password alone signs in.'}
      </p>
      <Form
        label={enabled ? 'Another phone' : 'Switch on'}
        busy={verify.busy}
        failure={failure[0]}
        onSubmit={verify.run}
      >
        <PhoneField entry={entry} onChange={setEntry} />
        <button aria-disabled={verify.busy}>{enabled ? 'Use this phone instead' : 'Switch on'}</button>
        {enabled && (
          <button
            type="button"
            className="plain"
            aria-disabled={disable.busy}
            onClick={() => void disable.run()}
          >
            Switch off
          </button>
        )}
      </Form>
    </Section>
  );
}

interface SectionProps {
  heading: RefObject<HTMLHeadingElement | null>;
  children: ReactNode;
}

function Section({ heading, children }: SectionProps) {
  return (
    <section aria-labelledby="two-factor">
      <h2 id="two-factor" ref={heading} tabIndex={-1}>
        Second factor
      </h2>
      {children}
    </section>
  );
}
