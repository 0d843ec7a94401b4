/** One text, or, where a number changes the words, one for each plural form of the language. */
export type Message = string | PluralMessage;

/** Forms by their names in Unicode's plural rules; a form that is left out is said as `other`. */
export interface PluralMessage {
  /** The `{name}` of the number that decides. */
  readonly by: string;
  readonly forms: { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
}
