import { ERROR_CODES, type ErrorCode } from '../../core/service-error.js';
import { SENTENCES } from '../../core/sentences.js';
import type { Message } from './message.js';

/** For these codes the sentence of the schema is for developers: it names arguments and details, or more than one cause. */
const FOR_PEOPLE = {
  BAD_USER_INPUT: 'The request is not valid.',
  INVALID_CREDENTIALS: 'The username or the password is wrong.',
  REAUTHENTICATION_REQUIRED: 'Confirm that it is you first.',
  TWO_FACTOR_ENROLLMENT_REQUIRED: 'Add a second factor first.',
  LAST_AUTHENTICATOR: 'This is the last one. Switch two-factor sign-in off instead.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'The code is wrong. You have {attemptsLeft} try left.',
      other: 'The code is wrong. You have {attemptsLeft} tries left.',
    },
  },
  INVALID_EMAIL_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'The code or link is wrong. You have {attemptsLeft} try left.',
      other: 'The code or link is wrong. You have {attemptsLeft} tries left.',
    },
  },
  RATE_LIMITED: 'Too many attempts. Try again {retryAfter}.',
  SERVICE_UNAVAILABLE: 'The server is not available at the moment. Try again {retryAfter}.',
} as const satisfies Partial<Record<ErrorCode, Message>>;

/** English, the default. Every other language must have the same keys. */
export const en = {
  ...ERROR_CODES,
  ...FOR_PEOPLE,
  ...SENTENCES,
  codeBySms: 'Enter the {codeLength}-digit code that we sent by SMS to {destination}.',
  codeByCall: 'Enter the {codeLength}-digit code from our phone call to {destination}.',
  codeByWhatsapp: 'Enter the {codeLength}-digit code that we sent by WhatsApp to {destination}.',
  askAuthenticatorApp: 'Enter the code that your authenticator app shows.',
  askPasskey: 'Confirm with your passkey.',
  askRecoveryCode: 'Enter one of your recovery codes.',
  methodPhone: 'Phone',
  methodAuthenticatorApp: 'Authenticator app',
  methodPasskey: 'Passkey',
  methodRecoveryCode: 'Recovery code',
  methodEmail: 'E-mail',
} as const;

export type MessageKey = keyof typeof en;
