import { useMutation } from '@apollo/client/react';
import {
  ConfirmAuthenticatorAppDocument,
  type StartAuthenticatorAppMutation,
} from 'graphql-two-factor-auth/client';
import { CodeForm } from '../../sign-in/code-form.js';
import { t } from '../../texts/texts.js';
import { CopyButton } from '../../ui/copy-button.js';
import { codeOf } from '../../ui/failure.js';
import { QrCode } from './qr-code.js';

export type AppSetup = StartAuthenticatorAppMutation['startAuthenticatorApp'];

/** As the server has it. */
const CODE_LENGTH = 6;

interface AddAppProps {
  setup: AppSetup;
  onAdded: () => Promise<unknown>;
  /** The setup is used up or too old. */
  onExpired: (error: unknown) => void;
  onCancel: () => void;
}

/** The secret as a picture and as text, and the field for the first code. */
export function AddApp({ setup: { enrollment, secret, uri }, onAdded, onExpired, onCancel }: AddAppProps) {
  const [confirm] = useMutation(ConfirmAuthenticatorAppDocument);
  const submit = async (token: string) => {
    await confirm({ variables: { enrollment, token } }).catch((error: unknown) => {
      if (codeOf(error) === 'CHALLENGE_EXPIRED') onExpired(error);
      throw error;
    });
    await onAdded();
  };
  return (
    <>
      <div className="app-setup">
        <QrCode text={uri} label={t.qrCode} />
        <div>
          <p>{t.scanIt}</p>
          <a className="on-phone" href={uri}>
            {t.openInApp}
          </a>
          <p className="faint">{t.orTypeKey}</p>
          <code className="secret">{secret.match(/.{1,4}/g)?.join(' ')}</code>
          <CopyButton text={secret} label={t.copyKey} />
        </div>
      </div>
      <CodeForm codeLength={CODE_LENGTH} onSubmit={submit} onCancel={onCancel}>
        {t.thenTheCode}
      </CodeForm>
    </>
  );
}
