/** The outcome of a message, by the last four digits of its number. Every other number gets its code. */
const OUTCOMES = {
  '0000': 'invalidNumber',
  '0001': 'landline',
  '0002': 'fraudGuard',
  '0003': 'tooManySends',
  '0004': 'platformLimit',
  '0005': 'serverError',
  '0006': 'noReply',
  '0007': 'notJson',
  '0008': 'countryNotPermitted',
} as const;

export type MagicOutcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];

export function magicOutcomeOf(phone: string): MagicOutcome | undefined {
  const lastFour = phone.slice(-4);
  return lastFour in OUTCOMES ? OUTCOMES[lastFour as keyof typeof OUTCOMES] : undefined;
}

/** This code is always expired, whatever was sent. */
export function isExpiredCode(code: string): boolean {
  return /^0+$/.test(code);
}

/** The one Verify service that does not exist. All others do. */
export const MISSING_SERVICE = `VA${'0'.repeat(32)}`;

/** The one password or Authy API key that is refused. All others are accepted. */
export const WRONG_SECRET = 'wrong';
