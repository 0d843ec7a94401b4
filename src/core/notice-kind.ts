import type { PhoneNews } from './phone-news.js';

/** What a mail is about. Each kind has a text in every language. */
export type MailKind =
  | 'verifyEmail'
  | 'invitation'
  | 'emailSignIn'
  | 'resetPassword'
  | 'changeEmail'
  | 'keepAccount'
  | 'addressTaken'
  | 'emailChanged'
  | 'passwordChanged'
  | 'phoneAdded'
  | PhoneNews;
