/** What happened to an account. The first three go to a number that no longer guards it. */
export type PhoneNews =
  | 'phoneChanged'
  | 'phoneRemoved'
  | 'twoFactorDisabled'
  | 'authenticatorAppAdded'
  | 'authenticatorAppRemoved'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'recoveryCodesGenerated'
  | 'recoveryCodeUsed';
