import type { MailTexts } from './mail-texts.js';

/** Of a mail whose link undoes the change. */
const UNDO = {
  action: 'Undo this change',
  closing:
    'If this was you, do nothing. If not, press the button in the next 72 hours: it puts back how you signed in before, ends all sessions and asks for a new password. Do not forward this mail.',
};

const CHANGED = 'The sign-in of your account has changed';

/** Every change of what an account signs in with. */
const FACTORS = { subject: CHANGED, ...UNDO };

export const en: MailTexts = {
  code: 'Or enter this code. It is valid for {minutes} minutes:',
  verifyEmail: {
    subject: 'Confirm your e-mail address',
    intro: 'Somebody, hopefully you, created the account {username} at {brand} with this address.',
    action: 'Confirm the address',
    closing: 'If this was not you, do nothing. Without the confirmation the account is removed after a day.',
  },
  invitation: {
    subject: 'You are invited to {brand}',
    intro: 'You are invited to {brand}. Your username is {username}.',
    action: 'Set a password',
    closing: 'If you do not know why, do nothing. The invitation ends after seven days.',
  },
  emailSignIn: {
    subject: 'Sign in to {brand}',
    intro: 'Use this link to sign in to {brand} as {username}.',
    action: 'Sign in',
    closing:
      'If you did not ask for this, do nothing. Do not forward this mail: the link opens your account.',
  },
  resetPassword: {
    subject: 'Set a new password',
    intro: 'You can set a new password for the account {username} at {brand}.',
    action: 'Set a new password',
    closing: 'If you did not ask for this, do nothing. Your password stays the same.',
  },
  changeEmail: {
    subject: 'Confirm your new e-mail address',
    intro: 'The account {username} at {brand} wants to use this address.',
    action: 'Confirm the address',
    closing: 'If this was not you, do nothing. The account keeps its old address.',
  },
  keepAccount: {
    subject: 'Your account will be removed',
    intro: 'The account {username} at {brand} will be removed in seven days.',
    action: 'Keep the account',
    closing:
      'If you want this, do nothing. If this was not you, keep the account, ask for a new password and contact support.',
  },
  addressTaken: {
    subject: 'You already have an account',
    intro:
      'Somebody wanted to use this address for an account at {brand}. It already belongs to the account {username}.',
    closing: 'If it was you, sign in or ask for a new password. If not, do nothing: nothing has changed.',
  },
  emailChanged: {
    subject: 'Your e-mail address was changed',
    intro: 'The account {username} at {brand} now uses another e-mail address.',
    ...UNDO,
  },
  passwordChanged: {
    subject: 'Your password was changed',
    intro: 'The password of the account {username} at {brand} was changed.',
    ...UNDO,
  },
  phoneAdded: {
    ...FACTORS,
    intro: 'Signing in to the account {username} at {brand} now takes a code that goes to a phone.',
  },
  phoneChanged: {
    ...FACTORS,
    intro: 'Sign-in codes for the account {username} at {brand} now go to another phone.',
  },
  phoneRemoved: {
    ...FACTORS,
    intro:
      'The phone was removed from the account {username} at {brand}. Signing in takes another second factor.',
  },
  twoFactorDisabled: {
    ...FACTORS,
    intro:
      'The account {username} at {brand} no longer has a second factor. The password is enough to sign in.',
  },
  authenticatorAppAdded: {
    ...FACTORS,
    intro: 'An authenticator app can now be used to sign in to the account {username} at {brand}.',
  },
  authenticatorAppRemoved: {
    ...FACTORS,
    intro: 'An authenticator app was removed from the account {username} at {brand}.',
  },
  passkeyAdded: {
    ...FACTORS,
    intro: 'A new passkey can now be used to sign in to the account {username} at {brand}.',
  },
  passkeyRemoved: { ...FACTORS, intro: 'A passkey was removed from the account {username} at {brand}.' },
  recoveryCodesGenerated: {
    ...FACTORS,
    intro: 'New recovery codes were made for the account {username} at {brand}.',
  },
  recoveryCodeUsed: {
    subject: CHANGED,
    intro: 'A recovery code was used to sign in to the account {username} at {brand}.',
    closing: 'If this was not you, ask for a new password at once and contact support.',
  },
};
