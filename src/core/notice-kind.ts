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

/** A change of what a user signs in with. The mail about it can undo it. */
export type ChangeKind =
  'emailChanged' | 'passwordChanged' | 'phoneAdded' | Exclude<PhoneNews, 'recoveryCodeUsed'>;

/** What a mail is about. Each kind has a text in every language. */
export type MailKind =
  | 'verifyEmail'
  | 'invitation'
  | 'emailSignIn'
  | 'resetPassword'
  | 'changeEmail'
  | 'keepAccount'
  | 'addressTaken'
  | ChangeKind
  | 'recoveryCodeUsed';
