import { ERROR_CODES, type ServiceError } from '../../core/service-error.js';
import { fillIn, type SentenceValues, type Wording } from '../../core/sentences.js';
import { createWaitWords } from '../../core/wait-words.js';
import type { Catalogue } from './catalogue.js';
import { de } from './de.js';
import { en, type MessageKey } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { pl } from './pl.js';

export const CATALOGUES = { en, pl, de, es, fr } satisfies Record<string, Catalogue>;

export type Language = keyof typeof CATALOGUES;

/** Made once, so that a refusal costs the same in every language. */
const PLURALS = new Map(
  Object.keys(CATALOGUES).map((language) => [language, new Intl.PluralRules(language)]),
);
const WORDINGS = new Map(
  Object.keys(CATALOGUES).map((language) => [language, wordingIn(language as Language)]),
);

function wordingIn(language: Language): Wording {
  const list = new Intl.ListFormat(language, { type: 'disjunction' });
  return {
    choice: (keys) => list.format(keys.map((key) => translate(key, {}, language) ?? '')),
    wait: createWaitWords(language),
  };
}

/** @returns undefined if a `{name}` of the message has no value */
export function translate(key: MessageKey, values: SentenceValues, language: Language): string | undefined {
  const catalogue: Catalogue = CATALOGUES[language];
  const message = catalogue[key];
  const wording = WORDINGS.get(language);
  if (!wording) return undefined;
  if (typeof message === 'string') return fillIn(message, values, wording);
  const form = PLURALS.get(language)?.select(Number(values[message.by])) ?? 'other';
  return fillIn(message.forms[form] ?? message.forms.other, values, wording);
}

/** True unless the message is plain English of its own. */
export function isTranslatable({ code, sentence, message }: ServiceError): boolean {
  return sentence !== undefined || message === ERROR_CODES[code];
}

/** The message of a refusal: its own sentence, or the sentence of its code with the details. */
export function translateRefusal(refusal: ServiceError, language: Language): string {
  const { code, sentence, details, message } = refusal;
  if (!isTranslatable(refusal)) return message;
  const translated = sentence
    ? translate(sentence.key, sentence.values, language)
    : translate(code, { ...details }, language);
  return translated ?? message;
}
