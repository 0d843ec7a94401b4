/** What happened to an account. The first two go to a number that no longer guards it. */
export type PhoneNews =
  | 'phoneChanged'
  | 'twoFactorDisabled'
  | 'authenticatorAppAdded'
  | 'authenticatorAppRemoved'
  | 'passkeyAdded'
  | 'passkeyRemoved'
  | 'recoveryCodesGenerated'
  | 'recoveryCodeUsed';
