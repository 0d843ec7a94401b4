import type { PhoneNews } from '../core/notice-kind.js';

export interface PhoneNotice {
  /** E.164: the number of the account, or the one until now. */
  phone: string;
  news: PhoneNews;
  /** BCP 47 language of the request; English where there is no text in it. */
  locale?: string | undefined;
}

export type NoticeOutcome =
  | { kind: 'delivered' }
  /** `detail` is fit for a log: it holds no number. `isFinal`: another try cannot succeed. */
  | { kind: 'failed'; detail: string; isFinal: boolean };

/**
 * Notifies people of a change that a thief would make (NIST SP 800-63B-4, section 4.6: a notice for every change of
 * an authenticator).
 */
export interface PhoneNotifier {
  /** Sends one message. Never rejects. */
  notify(notice: PhoneNotice): Promise<NoticeOutcome>;
}
