/** One text, or one text for each plural form if a number changes the words. */
export type Message = string | PluralMessage;

/** Texts by the names of Unicode's plural rules. A missing form uses `other`. */
export interface PluralMessage {
  /** The `{name}` of the number that selects the form. */
  readonly by: string;
  readonly forms: { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
}
