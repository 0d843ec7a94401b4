/** What the pages say to staff: inviting users, and what is done to an account. */
export const staffTexts = {
  inviteUser: 'Invite a user',
  inviteMeans: 'The mail has a link with which the user chooses a password.',
  staffMeans: 'Sees all users, and can invite, deactivate and sign out others.',
  sendInvitation: 'Send invitation',
  invitationSent: 'Invitation sent',
  invitationSentMeans: 'The mail is on its way. Its link is valid for seven days.',
  inviteAnother: 'Invite another user',
  invitation: 'Invitation',
  withdraw: 'Withdraw',
  withdrawMeans:
    'The user has not accepted it yet. Withdrawn, its link no longer works, and the username and the address are free at once.',
  reallyWithdraw: (name: string) => `Withdraw the invitation of ${name}?`,
  invitationWithdrawn: (name: string) =>
    `The invitation of ${name} is withdrawn. The username and the address are free.`,
  invitationEnds: (when: string) => `The invitation ends on ${when}.`,

  account: 'Account',
  newPasswordByMail: 'New password by mail',
  newPasswordByMailMeans:
    'This mails the user a link that sets a new password. Until then the old one works.',
  needsConfirmedAddress: 'Only a confirmed address gets this mail.',
  notWhileDeactivated: 'A deactivated user gets no mail.',
  resetMailSent: (email: string) => `A mail to set a new password is on its way to ${email}.`,
  sessionsOfUser: 'Sessions',
  signOutEverywhere: 'Sign out everywhere',
  signOutEverywhereMeans: 'This ends all sessions of the user at once. The password still works.',
  reallySignOut: (name: string) => `Sign ${name} out everywhere?`,
  signedOutEverywhere: 'All sessions of this user have ended.',
  deactivate: 'Deactivate',
  deactivateMeans: 'This stops the user from signing in, and ends all sessions at once.',
  reallyDeactivate: (name: string) => `Deactivate ${name}?`,
  deactivatedNow: 'This user can no longer sign in. All sessions have ended.',
  activate: 'Activate',
  activateMeans: 'This lets the user sign in again.',
  activatedNow: 'This user can sign in again.',

  removeOfUserMeans: 'The user can no longer sign in with it, and all sessions end. The user is told.',
  removeLastOfUserMeans:
    'It is the last one: then the password alone is enough to sign in. All sessions end. The user is told.',
  factorRemoved: 'It is removed, and all sessions of this user have ended.',
  changeYourselfElsewhere: 'This is your own account. You change it on the page “My account”.',
};

export type StaffTexts = typeof staffTexts;
