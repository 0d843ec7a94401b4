import { de } from './de.js';
import { en, type Texts } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { pl } from './pl.js';

const LANGUAGES: Readonly<Record<string, Texts>> = { en, pl, de, es, fr };

/** The first language of the browser that the pages have. The server gets the same one with every request. */
export const language =
  navigator.languages.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find((tag) => tag in LANGUAGES) ??
  'en';

/** The sentences of the pages in the language of the browser. */
export const t: Texts = LANGUAGES[language] ?? en;

/** For dates and numbers: the browser's variant of the language, such as `de-AT`. */
export const locale = navigator.languages.find((tag) => tag.toLowerCase().startsWith(language)) ?? language;
