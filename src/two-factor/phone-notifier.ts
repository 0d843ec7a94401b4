/** What a person is told at a number that no longer guards their account. */
export type PhoneNews = 'phoneChanged' | 'twoFactorDisabled';

export interface PhoneNotice {
  /** E.164: the number until now. */
  phone: string;
  news: PhoneNews;
  /** BCP 47 language of the request; English where there is no text in it. */
  locale?: string | undefined;
}

/**
 * Tells people of a change that a thief would make (NIST SP 800-63B-4, section 4.6: a notice for every change of
 * an authenticator). Best effort: the change stands whether or not the message arrives.
 */
export interface PhoneNotifier {
  /** Never rejects: what goes wrong is in the log. */
  notify(notice: PhoneNotice): Promise<void>;
}
