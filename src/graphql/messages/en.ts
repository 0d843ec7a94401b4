import { ERROR_CODES, SENTENCES } from '../../services/errors.js';

/** English, the default. Its keys are what every other language must have. */
export const en = {
  ...ERROR_CODES,
  ...SENTENCES,
  codeBySms: 'Enter the {codeLength}-digit code that we sent by SMS to {destination}.',
  codeByCall: 'Enter the {codeLength}-digit code that we read to you in a call to {destination}.',
  codeByWhatsapp: 'Enter the {codeLength}-digit code that we sent by WhatsApp to {destination}.',
} as const;

export type MessageKey = keyof typeof en;
