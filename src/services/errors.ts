/** Every code that an error can carry, with the sentence that the schema and the README show for it. */
export const ERROR_CODES = {
  BAD_USER_INPUT: 'The request is not well formed, or an argument has a form that can never be right.',
  UNAUTHENTICATED:
    'Nobody is signed in, or the access token is expired, revoked or not ours. Refresh it or sign in.',
  FORBIDDEN: 'The signed-in user may not do this.',
  REAUTHENTICATION_REQUIRED:
    'The sign-in is too long ago for this step, or was without the second factor. Sign in again.',
  INVALID_CREDENTIALS: 'No active user has this username and password.',
  INVALID_TWO_FACTOR_TOKEN: 'The code is wrong; `attemptsLeft` says how many tries remain.',
  CHALLENGE_EXPIRED:
    'The code is too old, was used, was tried too often, or never asked for. Ask for a new one.',
  TWO_FACTOR_NOT_ENABLED: 'The user has no second factor: `obtainToken` alone signs in.',
  INVALID_PHONE_NUMBER: 'This is not a phone number that exists.',
  PHONE_NOT_ALLOWED: 'Codes are not sent to this country or kind of number.',
  PHONE_ALREADY_REGISTERED: 'Another user has this number as second factor.',
  TOKEN_INVALID: 'The refresh token is expired, revoked or not ours. Sign in.',
  TOKEN_REUSED: 'The refresh token was used before, so the whole session has been ended. Sign in.',
  WEAK_PASSWORD: 'The new password is too short, too long, too common, or the name of the user.',
  RATE_LIMITED: 'Too many attempts. Wait for `retryAfter` seconds.',
  PROVIDER_UNAVAILABLE: 'The code could not be sent or checked just now. Ask for a new one in a moment.',
  SERVICE_UNAVAILABLE: 'The server cannot do this just now. Wait for `retryAfter` seconds.',
  INTERNAL_SERVER_ERROR: 'A fault of the server; it is in its log.',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Sentences that say more than the code they come with. A `{name}` stands for a value of our own: a limit, the
 * name of an argument, never what was sent.
 */
export const SENTENCES = {
  usernameMissing: 'Enter a username.',
  usernameTooLong: 'A username has at most {max} characters.',
  codeNotDigits: 'A code is {length} digits, 0 to 9, without spaces.',
  notText: 'The {field} contains characters that are not text.',
  challengeOrCredentials: 'Send either the challenge, or the username and the password.',
  phoneDoesNotExist: 'Enter a phone number that exists, with + and the country code.',
  channelNotOffered: 'Codes can be sent by {channels}.',
  channelSms: 'SMS',
  channelCall: 'phone call',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'The current password is wrong.',
  passwordTooShort: 'A password has at least {min} characters.',
  passwordTooLong: 'A password has at most {max} bytes.',
  passwordCommon: 'This password is among the commonest, which are tried first.',
  passwordNamesService: 'The name of the service cannot be the password.',
  passwordNamesUser: 'The username cannot be the password.',
  secondFactorLocked:
    'Too many wrong codes in a row: the second factor is locked. Ask the staff to unlock it.',
  tooManySignIns: 'Too many people are signing in. Try again in a moment.',
  searchTooLong: 'A search has at most {max} characters.',
  usersPageSize: 'A page has 1 to {max} users.',
  usersCursor: 'This is not a cursor that a page of users gave out.',
  eventsPageSize: 'A page has 1 to {max} events.',
  eventsCursor: 'This is not a cursor that a page of events gave out.',
} as const;

export type SentenceKey = keyof typeof SENTENCES;

/** What stands in a sentence for a `{name}`: a value, or others of our texts to choose from. */
export type SentenceValue = string | number | readonly SentenceKey[];
export type SentenceValues = Readonly<Record<string, SentenceValue>>;

/** A sentence that can be said in other languages too, by its key. */
export interface Sentence {
  readonly key: SentenceKey;
  readonly values: SentenceValues;
}

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<Names extends string> = [Names] extends [never] ? [] : [Record<Names, SentenceValue>];

/** Names a sentence, with a value for every `{name}` in it. */
export function sentence<Key extends SentenceKey>(
  key: Key,
  ...values: ValuesOf<NamesIn<(typeof SENTENCES)[Key]>>
): Sentence {
  return { key, values: values[0] ?? {} };
}

/**
 * Puts values in the place of `{name}`s.
 *
 * @param sayChoice says texts to choose from in the language of the text
 * @returns undefined when one of them has no value
 */
export function fillIn(
  text: string,
  values: SentenceValues,
  sayChoice: (keys: readonly SentenceKey[]) => string,
): string | undefined {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (!names.every((name) => Object.hasOwn(values, name))) return undefined;
  return text.replace(PLACEHOLDER, (_all, name: string) => {
    const value = values[name];
    return typeof value === 'object' ? sayChoice(value) : String(value);
  });
}

const PLACEHOLDER = /\{(\w+)\}/g;

/** What a client gets beside the code. Nothing here ever holds a value that the client sent. */
export interface ErrorDetails {
  /** Whole seconds until another try makes sense. */
  retryAfter?: number;
  /** Tries that remain on this code. */
  attemptsLeft?: number;
  /** The argument that is wrong. */
  field?: string;
}

/** A refusal with a stable code: the only kind of error that a client sees as it is. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** What it says, if it can be said in other languages and is not the code's own sentence. */
  readonly sentence: Sentence | undefined;

  /**
   * @param message for people, without anything that they typed: a sentence of ours, or plain English; left out,
   * the code's own sentence
   */
  constructor(
    readonly code: ErrorCode,
    message: string | Sentence = ERROR_CODES[code],
    readonly details: ErrorDetails = {},
  ) {
    super(typeof message === 'string' ? message : inEnglish(message));
    this.sentence = typeof message === 'string' ? undefined : message;
  }
}

export function badInput(field: string, message: string | Sentence): ServiceError {
  return new ServiceError('BAD_USER_INPUT', message, { field });
}

const ENGLISH_CHOICE = new Intl.ListFormat('en', { type: 'disjunction' });

function inEnglish({ key, values }: Sentence): string {
  const sayChoice = (keys: readonly SentenceKey[]) =>
    ENGLISH_CHOICE.format(keys.map((one) => SENTENCES[one]));
  return fillIn(SENTENCES[key], values, sayChoice) ?? SENTENCES[key];
}
