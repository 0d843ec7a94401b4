import { createWaitWords } from './wait-words.js';

/**
 * Sentences with more detail than the one of their error code. A `{name}` is replaced by a value of the server: a limit,
 * the name of an argument. It is never a value that the client sent.
 */
export const SENTENCES = {
  usernameMissing: 'Enter a username.',
  usernameTooLong: 'A username can have at most {max} characters.',
  codeNotDigits: 'A code has {length} digits, 0 to 9, without spaces.',
  recoveryCodeForm: 'A recovery code has 24 letters and digits.',
  usernameHidden: 'A username cannot contain invisible or control characters.',
  usernameMixed: 'A username cannot mix letters of different scripts.',
  usernameAt: 'A username cannot contain @.',
  notText: 'The {field} contains characters that are not allowed.',
  challengeOrCredentials: 'Send either the challenge or the username and the password.',
  phoneDoesNotExist: 'Enter an existing phone number with + and the country code.',
  channelNotOffered: 'Codes can be sent by {channels}.',
  channelSms: 'SMS',
  channelCall: 'phone call',
  channelWhatsapp: 'WhatsApp',
  currentPasswordWrong: 'The current password is wrong.',
  passwordTooShort: 'A password must have at least {min} characters.',
  passwordTooLong: 'A password can have at most {max} bytes.',
  passwordCommon: 'This password is too common. Attackers try common passwords first.',
  passwordBreached: 'This password is in a list of stolen passwords. Choose another one.',
  passwordNamesService: 'The password cannot be the name of the service.',
  passwordNamesUser: 'The password cannot be the username.',
  secondFactorLocked:
    'The second factor is locked after too many wrong codes. Ask the support team to unlock it.',
  signInNeedsStaff: 'Sign-in for this account needs staff.',
  noCodeForCredentials:
    'The username or password is wrong, or no code is waiting. Sign in again to get a code.',
  staffNeedsSecondFactor: 'Staff needs a second factor here. Add one first.',
  policyNeedsSecondFactor: 'This server requires a second factor, so the last one cannot be removed.',
  recoveredSession:
    'A session that was opened with a recovery code cannot do this. Confirm it with another factor first.',
  devicesNotRemembered: 'This server does not remember devices of your account.',
  noPhone: 'This user has no phone. Use another method.',
  kindNotTyped: 'No code of this kind can be typed here.',
  authenticatorUnknown: 'There is no such authenticator.',
  appsNotOffered: 'This server offers no authenticator apps.',
  passkeysNotOffered: 'This server offers no passkeys.',
  authenticatorNameLength: 'A name can have 1 to {max} characters.',
  emailNotValid: 'This is not an e-mail address.',
  emailLocalPart: 'The part before the @ can have letters from A to Z, digits and some signs only.',
  registrationPassword:
    'This is not the password of this account. If you are sure of yours, somebody else registered with your address: create your account again.',
  emailDomain: 'Addresses of this domain cannot register here.',
  registrationClosed: 'Nobody can register here.',
  userDeactivated: 'This user is deactivated. Activate the user first.',
  emailNotConfirmed: 'This user has no confirmed e-mail address.',
  undoExpired:
    'This link was used, or it is older than 72 hours. If somebody changed your account, contact support.',
  undoTaken: 'The change cannot be undone: another account has the address now. Contact support.',
  emailTaken: 'Another user has confirmed this address.',
  invitationsOff: 'Registration is closed here. The operator can change REGISTRATION to invited.',
  userUnknown: 'There is no such user.',
  notInvited: 'This user has accepted the invitation, or never got one.',
  emailSignInOff: 'This server does not offer sign-in by e-mail.',
  mailNotConfigured: 'This server cannot send mails. The operator can set MAIL_URL.',
  mailJustSent: 'A mail was sent a moment ago. Ask for a new one {retryAfter}.',
  mailSent: 'We sent a mail to this address, if it can be used here. Open its link, or enter its code.',
  tooManySignIns: 'Too many users are signing in. Try again in a moment.',
  searchTooLong: 'A search text can have at most {max} characters.',
  usersPageSize: 'A page can have 1 to {max} users.',
  usersCursor: 'This cursor does not come from a page of users.',
  codeJustSent: 'A code was sent a moment ago. Ask for a new one {retryAfter}.',
  tooManyMessages: 'Too many messages. Try again {retryAfter}.',
  tooManyMessagesToNumber: 'Too many messages to this number. Try again {retryAfter}.',
  eventsPageSize: 'A page can have 1 to {max} events.',
  eventsCursor: 'This cursor does not come from a page of events.',
} as const;

export type SentenceKey = keyof typeof SENTENCES;

/** The value of a `{name}`: a text, a number, or a list of other sentences (`SMS or phone call`). */
export type SentenceValue = string | number | readonly SentenceKey[];
export type SentenceValues = Readonly<Record<string, SentenceValue>>;

/** A sentence by its key, so that it can be translated. */
export interface Sentence {
  readonly key: SentenceKey;
  readonly values: SentenceValues;
}

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type ValuesOf<Names extends string> = [Names] extends [never] ? [] : [Record<Names, SentenceValue>];

/** Makes a sentence, with a value for every `{name}` in it. */
export function sentence<Key extends SentenceKey>(
  key: Key,
  ...values: ValuesOf<NamesIn<(typeof SENTENCES)[Key]>>
): Sentence {
  return { key, values: values[0] ?? {} };
}

/** How values that are no text are written in the language of the sentence. */
export interface Wording {
  /** Joins a list of sentences with "or". */
  choice(keys: readonly SentenceKey[]): string;
  /** The value of `{retryAfter}`, such as "in 3 minutes". */
  wait(seconds: number): string;
}

/**
 * Replaces each `{name}` by its value.
 *
 * @returns undefined if a `{name}` has no value
 */
export function fillIn(text: string, values: SentenceValues, wording: Wording): string | undefined {
  const names = [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  if (!names.every((name) => Object.hasOwn(values, name))) return undefined;
  return text.replace(PLACEHOLDER, (_all, name: string) => {
    const value = values[name];
    if (typeof value === 'object') return wording.choice(value);
    return name === 'retryAfter' ? wording.wait(Number(value)) : String(value);
  });
}

const PLACEHOLDER = /\{(\w+)\}/g;

const ENGLISH_CHOICE = new Intl.ListFormat('en', { type: 'disjunction' });

const ENGLISH: Wording = {
  choice: (keys) => ENGLISH_CHOICE.format(keys.map((one) => SENTENCES[one])),
  wait: createWaitWords('en'),
};

export function inEnglish({ key, values }: Sentence): string {
  return fillIn(SENTENCES[key], values, ENGLISH) ?? SENTENCES[key];
}
