import type { MailKind } from '../../core/notice-kind.js';

/** The words of one mail. `{brand}` is the name of the product, `{username}` the account. */
export interface MailText {
  readonly subject: string;
  readonly intro: string;
  /** What the button of the link says; unset where the mail has no link. */
  readonly action?: string;
  readonly closing: string;
}

/** All mails in one language. */
export type MailTexts = Readonly<Record<MailKind, MailText>> & {
  /** Above the code. `{minutes}`: how long it is valid. */
  readonly code: string;
};
