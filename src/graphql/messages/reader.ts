import { GraphQLError } from 'graphql';
import Negotiator from 'negotiator';
import { CATALOGUES, type Language } from './translate.js';

/** Browsers stay far below; what is longer is no list of languages that somebody chose. */
const MAX_HEADER = 500;

/** In the order of preference of a client that takes any: English first. */
const LANGUAGES = Object.keys(CATALOGUES).filter(isLanguage);

/** Who reads an answer, and in what language. The header is read only when there is something to say. */
export class Reader {
  private chosen: Language | undefined;

  constructor(private readonly acceptLanguage: string | undefined) {}

  get language(): Language {
    this.chosen ??= negotiateLanguage(this.acceptLanguage);
    return this.chosen;
  }

  /** The language something was said in; undefined as long as nothing was. */
  get spokenLanguage(): Language | undefined {
    return this.chosen;
  }
}

/** The best of our languages for an `Accept-Language` (RFC 9110, 12.5.4); English when none fits. */
function negotiateLanguage(acceptLanguage: string | undefined): Language {
  if (acceptLanguage === undefined || acceptLanguage.length > MAX_HEADER) return 'en';
  const best = new Negotiator({ headers: { 'accept-language': acceptLanguage } }).language(LANGUAGES);
  return best !== undefined && isLanguage(best) ? best : 'en';
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(CATALOGUES, text);
}

/** Apollo Server formats an error without the request it belongs to, so each error is remembered with its reader. */
const readers = new WeakMap<object, Reader>();

export function rememberReader(error: unknown, reader: Reader): void {
  if (typeof error === 'object' && error !== null) readers.set(error, reader);
}

/** @returns somebody who reads English for an error of no request, such as one whose body could not be read */
export function readerOf(error: unknown): Reader {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  return find(error) ?? find(original) ?? new Reader(undefined);
}

function find(error: unknown): Reader | undefined {
  return typeof error === 'object' && error !== null ? readers.get(error) : undefined;
}
