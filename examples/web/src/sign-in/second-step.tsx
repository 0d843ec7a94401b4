import type { AuthState, Challenge, TwoFactorChannel, TwoFactorKind } from 'graphql-two-factor-auth/client';
import type { ReactNode } from 'react';
import { auth } from '../apollo.js';
import { t } from '../texts/texts.js';
import { CodeForm } from './code-form.js';
import { PasskeyForm } from './passkey-form.js';
import { RecoveryCodeForm } from './recovery-code-form.js';
import type { SecondStepView } from './use-second-step.js';
import { WayList } from './way-list.js';
import { WithDestination } from './with-destination.js';

interface SecondStepProps extends SecondStepView {
  challenge: Challenge;
  /** Those that the browser has. */
  methods: Challenge['methods'];
  /** Sees each request of the step. Default: the state of the sign-in decides what is next. */
  follow?: (request: Promise<AuthState>) => Promise<AuthState>;
  /** Between the code and the button. Not for a recovery code. */
  below?: ReactNode;
  /** Shows a button that ends the step. */
  onCancel?: () => void;
}

/** The second step of a sign-in or of a step-up: the way that was begun, and the others. */
export function SecondStep({
  challenge,
  methods,
  view,
  show,
  follow = (request) => request,
  below,
  onCancel,
}: SecondStepProps) {
  const { delivery } = challenge;
  const isOnlyRecovery = challenge.methods.every(({ kind }) => kind === 'RECOVERY_CODE');
  const submit = (kind: TwoFactorKind) => (code: string) => follow(auth.submitCode(code, { kind }));
  const resend = (channel?: TwoFactorChannel) => follow(auth.resendCode(channel));
  const choose = async (kind: TwoFactorKind) => {
    if (kind === 'PHONE' && !delivery) await resend();
    show(kind);
  };

  if (view === 'list') return <WayList methods={methods} onChoose={choose} onCancel={onCancel} />;
  return (
    <>
      {view === 'PHONE' && (
        <CodeForm
          codeLength={delivery?.codeLength ?? 6}
          delivery={delivery}
          onSubmit={submit('PHONE')}
          onResend={resend}
          below={below}
          onCancel={onCancel}
        >
          {delivery && <WithDestination delivery={delivery} />}
        </CodeForm>
      )}
      {view === 'AUTHENTICATOR_APP' && (
        <CodeForm
          codeLength={appCodeLength(methods)}
          onSubmit={submit(view)}
          below={below}
          onCancel={onCancel}
        >
          {t.askApp}
        </CodeForm>
      )}
      {view === 'PASSKEY' && <PasskeyForm follow={follow} below={below} onCancel={onCancel} />}
      {view === 'RECOVERY_CODE' && (
        <>
          {isOnlyRecovery && <p className="note warn">{t.onlyRecoveryCode}</p>}
          <RecoveryCodeForm onSubmit={submit(view)} onCancel={onCancel} />
        </>
      )}
      <button type="button" className="quiet another-way" onClick={() => show('list')}>
        {t.tryAnotherWay}
      </button>
    </>
  );
}

function appCodeLength(methods: Challenge['methods']): number {
  const app = methods.find((method) => method.__typename === 'AuthenticatorAppMethod');
  return app?.codeLength ?? 6;
}
