/** What the pages say of accounts and mails: registering, forgotten passwords, links, the address of the account. */
export const mailTexts = {
  usernameOrEmail: 'Username or e-mail',
  emailAddress: 'E-mail address',
  forgotPassword: 'Forgot password?',
  forgotPasswordMeans:
    'Enter the confirmed e-mail address of your account. The mail has a link with which you set a new password.',
  noAccount: 'No account yet?',
  createAccount: 'Create account',
  hasAccount: 'Already have an account?',
  checkYourMail: 'Check your mail',
  mailIsSent: (email: string) =>
    `If you can use ${email} here, a mail is on its way. Open its link, or enter its code.`,
  sendMail: 'Send mail',
  requestNewMail: 'Request a new mail',
  linkDead: 'This mail no longer works',
  linkDeadMeans: 'Its link was used already, or it is too old.',
  verifyLinkDeadMeans:
    'Its link was used already, or it is too old. If your address is confirmed, sign in. If not, register once more.',
  changeLinkDeadMeans:
    'Its link was used already, or it is too old. Your account shows the address that counts, and sends a new mail.',
  keepLinkDeadMeans:
    'Its link was used already, or it is too old. Sign in to see whether your account stays.',
  invitationDeadMeans:
    'The invitation was used already, or it is too old. If you have a password, sign in. If not, ask for a new invitation.',
  mailMeALink: 'E-mail me a sign-in link',
  getALink: 'Get a sign-in link',
  mailMeALinkMeans:
    'Enter the confirmed e-mail address of your account. The mail has a link and a code that take the place of the password.',
  signInByLinkMeans: 'The mail takes the place of your password. Press the button to sign in on this device.',
  confirmAddress: 'Confirm the e-mail address',
  confirmAddressMeans: (username: string, name: string) =>
    `Press the button to confirm the address of your account ${username}. Then you are signed in to ${name}.`,
  confirmElsewhereMeans: (username: string, name: string) =>
    `The account ${username} at ${name} was created with this address in another browser. If it was you, enter the password that you chose. If not, close this page: the account is removed after a day.`,
  confirmAndSignIn: 'Confirm and sign in',
  confirm: 'Confirm',
  signInToConfirm: 'Sign in to confirm your new e-mail address.',
  confirmChangeMeans: 'Press the button to use this address for your account. All your other sessions end.',
  linkIncomplete: 'Open the link once more',
  linkIncompleteMeans:
    'This page works only when it is opened by the link in the mail. Press the link in the mail again.',
  choosePassword: 'Choose a password',
  chooseNewPassword: 'Choose a new password',
  setPassword: 'Set the password',
  invitationMeans: (name: string) => `You are invited to ${name}. Choose a password: then you are signed in.`,
  passwordIsSet: 'Your password is set',
  passwordIsSetMeans:
    'All sessions have ended, and no browser is remembered any more. Sign in with the new password.',
  addEmail: 'Add an address',
  changeEmail: 'Change address',
  newEmail: 'New e-mail address',
  confirmed: 'confirmed',
  notConfirmed: 'not confirmed',
  emailChanged: 'The e-mail address is confirmed, and all other sessions have ended.',

  yourData: 'Your data',
  downloadData: 'Download your data',
  downloadDataMeans:
    'Everything that is stored about you, as a file: profile, factors, sessions and activity.',
  deleteAccount: 'Delete account',
  deleteAccountMeans:
    'All sessions end now. After seven days the account and everything personal is gone. Until then you can sign in and keep it.',
  reallyDelete: 'Delete your account?',
  accountEnds: (when: string) => `This account will be removed on ${when}.`,
  keepAccount: 'Keep my account',
  reallyKeepAccount: 'Keep your account?',
  keepAccountMeans: 'Your account is about to be removed. Press the button to keep it.',
  accountKept: 'Your account stays',
  accountKeptMeans:
    'It is not removed. Somebody who was signed in as you had asked for that. If it was not you, change your password.',

  undoChange: 'Undo the change',
  reallyUndoChange: 'Undo the change?',
  undoChangeMeans:
    'Somebody changed how your account signs in. If it was not you, press the button: it puts back your address, phone and other factors as they were before, ends all sessions and removes the password.',
  changeUndone: 'The change is undone',
  changeUndoneMeans:
    'All sessions have ended. Set a new password now: we sent a code to the e-mail address that you had before.',
};

export type MailTexts = typeof mailTexts;
