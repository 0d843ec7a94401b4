import { ERROR_CODES, type ErrorCode, SENTENCES } from '../../services/errors.js';
import type { Message } from './message.js';

/** What the schema says of these codes is for developers: it names arguments and details. */
const FOR_PEOPLE = {
  BAD_USER_INPUT: 'The request is not valid.',
  INVALID_TWO_FACTOR_TOKEN: {
    by: 'attemptsLeft',
    forms: {
      one: 'The code is wrong. You have {attemptsLeft} try left.',
      other: 'The code is wrong. You have {attemptsLeft} tries left.',
    },
  },
  RATE_LIMITED: {
    by: 'retryAfter',
    forms: {
      one: 'Too many attempts. Wait {retryAfter} second.',
      other: 'Too many attempts. Wait {retryAfter} seconds.',
    },
  },
  SERVICE_UNAVAILABLE: {
    by: 'retryAfter',
    forms: {
      one: 'The server cannot do this just now. Wait {retryAfter} second.',
      other: 'The server cannot do this just now. Wait {retryAfter} seconds.',
    },
  },
} as const satisfies Partial<Record<ErrorCode, Message>>;

/** English, the default. Its keys are what every other language must have. */
export const en = {
  ...ERROR_CODES,
  ...FOR_PEOPLE,
  ...SENTENCES,
  codeBySms: 'Enter the {codeLength}-digit code that we sent by SMS to {destination}.',
  codeByCall: 'Enter the {codeLength}-digit code that we read to you in a call to {destination}.',
  codeByWhatsapp: 'Enter the {codeLength}-digit code that we sent by WhatsApp to {destination}.',
} as const;

export type MessageKey = keyof typeof en;
