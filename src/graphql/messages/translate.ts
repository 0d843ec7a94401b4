import {
  ERROR_CODES,
  fillIn,
  type SentenceKey,
  type SentenceValues,
  type ServiceError,
} from '../../services/errors.js';
import type { Catalogue } from './catalogue.js';
import { de } from './de.js';
import { en, type MessageKey } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { pl } from './pl.js';

export const CATALOGUES = { en, pl, de, es, fr } satisfies Record<string, Catalogue>;

export type Language = keyof typeof CATALOGUES;

/** Made once: a flood of refusals must not cost more in one language than in another. */
const PLURALS = new Map(
  Object.keys(CATALOGUES).map((language) => [language, new Intl.PluralRules(language)]),
);
const CHOICES = new Map(
  Object.keys(CATALOGUES).map((language) => [
    language,
    new Intl.ListFormat(language, { type: 'disjunction' }),
  ]),
);

/** @returns undefined when a `{name}` of the message has no value */
export function translate(key: MessageKey, values: SentenceValues, language: Language): string | undefined {
  const catalogue: Catalogue = CATALOGUES[language];
  const message = catalogue[key];
  const sayChoice = (keys: readonly SentenceKey[]) =>
    CHOICES.get(language)?.format(keys.map((one) => translate(one, {}, language) ?? '')) ?? '';
  if (typeof message === 'string') return fillIn(message, values, sayChoice);
  const form = PLURALS.get(language)?.select(Number(values[message.by])) ?? 'other';
  return fillIn(message.forms[form] ?? message.forms.other, values, sayChoice);
}

/** Whether there is more than the English that the error came with. */
export function isTranslatable({ code, sentence, message }: ServiceError): boolean {
  return sentence !== undefined || message === ERROR_CODES[code];
}

/** What a refusal says to people: its own sentence, or that of its code with its details. */
export function translateRefusal(refusal: ServiceError, language: Language): string {
  const { code, sentence, details, message } = refusal;
  if (!isTranslatable(refusal)) return message;
  const translated = sentence
    ? translate(sentence.key, sentence.values, language)
    : translate(code, { ...details }, language);
  return translated ?? message;
}
