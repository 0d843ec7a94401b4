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
import { CodeForm } from '../sign-in/code-form.js';
import { t } from '../texts/texts.js';
import { ConfirmDialog } from '../ui/confirm-dialog.js';
import { attemptsLeftOf, codeOf, failureOf } from '../ui/failure.js';
import { FailureNote } from '../ui/failure-note.js';
import { firstCountry } from '../ui/form/first-country.js';
import { Form } from '../ui/form/form.js';
import { PhoneIcon } from '../ui/icons.js';
import { grouped, PhoneField, toInternational, type PhoneEntry } from '../ui/form/phone-field.js';
import { SubmitButton } from '../ui/form/submit-button.js';
import { useAction, useFailure } from '../ui/use-action.js';
import { SettingRow } from './setting-row.js';

type Step = { name: 'closed' } | { name: 'form' } | { name: 'code'; phone: string; challenge: Challenge };

/** Enrolls a phone, changes it, and switches the second factor off. */
export function TwoFactorSection({ phone, enabled }: { phone: string | undefined; enabled: boolean }) {
  const apollo = useApolloClient();
  const [entry, setEntry] = useState<PhoneEntry>(() => ({ country: firstCountry(), number: '' }));
  const [step, setStep] = useState<Step>({ name: 'closed' });
  const [isAsking, setAsking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  const failure = useFailure();
  const [, setFailure] = failure;
  const named = (name: string) => ({ shared: failure, name });

  const isEnteringCode = step.name === 'code';
  useEffect(() => {
    if (!isEnteringCode) return;
    // The focused field disappears with the code form.
    return () => heading.current?.focus();
  }, [isEnteringCode]);
  const isFormOpen = step.name === 'form';
  useEffect(() => {
    if (!isFormOpen) return;
    // Unless the form of the code is next, which takes the focus itself.
    return () => opener.current?.focus();
  }, [isFormOpen]);

  const verify = useAction(
    async () => {
      const number = toInternational(entry);
      const { data } = await apollo.mutate({ mutation: VerifyPhoneDocument, variables: { phone: number } });
      const result = data?.verifyPhone;
      if (result?.__typename === 'TwoFactorRequired')
        setStep({ name: 'code', phone: number, challenge: result });
    },
    named(enabled ? t.useThisPhone : t.switchOn),
  );
  const disable = useAction(async () => {
    await apollo.mutate({ mutation: DisableTwoFactorDocument });
    await showChange();
  }, named(t.switchOff));
  const register = async (number: string, token: string) => {
    const variables = { phone: number, token };
    await apollo.mutate({ mutation: RegisterPhoneDocument, variables }).catch(noteFailure);
    await showChange();
    close();
  };
  const close = () => {
    setFailure(undefined);
    setStep({ name: 'closed' });
    setEntry({ ...entry, number: '' });
  };
  const resend = async (challenge: string, channel: TwoFactorChannel) => {
    const { data } = await apollo
      .mutate({ mutation: ResendTwoFactorTokenDocument, variables: { challenge, channel } })
      .catch(noteFailure);
    if (data) showChallenge(data.resendTwoFactorToken);
  };
  /** Unless it was canceled in the meantime. */
  const showChallenge = (change: Partial<Challenge>) =>
    setStep((now) => (now.name === 'code' ? { ...now, challenge: { ...now.challenge, ...change } } : now));
  const noteFailure = (error: unknown): never => {
    const attemptsLeft = attemptsLeftOf(error);
    if (attemptsLeft !== undefined) showChallenge({ attemptsLeft });
    if (codeOf(error) === 'CHALLENGE_EXPIRED') {
      setFailure(failureOf(error));
      setStep({ name: 'form' });
    }
    throw error;
  };
  const showChange = async () => {
    // If reading fails, the queries show the failure. The change is done all the same.
    await apollo.refetchQueries({ include: 'active' }).catch(() => undefined);
    // The focused button or field has disappeared.
    heading.current?.focus();
  };

  if (step.name === 'code')
    return (
      <Section heading={heading}>
        <CodeForm
          challenge={step.challenge}
          onSubmit={(token) => register(step.phone, token)}
          onResend={(channel) => resend(step.challenge.challenge, channel)}
          onCancel={close}
        />
      </Section>
    );

  return (
    <Section heading={heading}>
      <SettingRow
        icon={<PhoneIcon />}
        title={
          <>
            <b>{t.codeByPhone}</b>{' '}
            <span className={enabled ? 'badge good' : 'badge'}>{enabled ? t.on : t.off}</span>{' '}
            {!enabled && <span className="badge brand">{t.recommended}</span>}
          </>
        }
        actions={
          !isFormOpen && (
            <>
              <button
                ref={opener}
                className={enabled ? 'secondary' : 'primary'}
                onClick={() => {
                  setFailure(undefined);
                  setStep({ name: 'form' });
                }}
              >
                {enabled ? t.anotherPhone : t.switchOn}
              </button>
              {enabled && (
                <button className="danger quiet" aria-disabled={disable.busy} onClick={() => setAsking(true)}>
                  {t.switchOff}
                </button>
              )}
            </>
          )
        }
      >
        <p role="status">{enabled ? t.isOn(phone === undefined ? t.yourPhone : grouped(phone)) : t.isOff}</p>
        {!enabled && <p className="faint">{t.whySwitchOn}</p>}
      </SettingRow>
      {isFormOpen ? (
        <Form
          label={enabled ? t.anotherPhone : t.switchOn}
          busy={verify.busy}
          failure={failure[0]}
          onSubmit={verify.run}
        >
          {enabled && <h3>{t.anotherPhone}</h3>}
          <PhoneField autoFocus entry={entry} onChange={setEntry} />
          <div className="actions">
            <SubmitButton
              busy={verify.busy}
              failure={failure[0]}
              className={enabled ? 'secondary' : 'primary'}
            >
              {enabled ? t.useThisPhone : t.continue}
            </SubmitButton>
            <button type="button" className="quiet" onClick={close}>
              {t.cancel}
            </button>
          </div>
        </Form>
      ) : (
        <FailureNote failure={failure[0]} />
      )}
      {isAsking && (
        <ConfirmDialog
          question={t.reallySwitchOff}
          meaning={t.switchOffMeans}
          action={t.switchOff}
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            void disable.run();
          }}
        />
      )}
    </Section>
  );
}

interface SectionProps {
  heading: RefObject<HTMLHeadingElement | null>;
  children: ReactNode;
}

function Section({ heading, children }: SectionProps) {
  return (
    <section className="card" aria-labelledby="two-factor">
      <h2 id="two-factor" ref={heading} tabIndex={-1}>
        {t.secondFactor}
      </h2>
      {children}
    </section>
  );
}
