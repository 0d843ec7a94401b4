import { GraphQLError } from 'graphql';
import Negotiator from 'negotiator';
import { CATALOGUES, type Language } from './translate.js';

/** Browsers stay far below; what is longer is no list of languages that somebody chose. */
const MAX_HEADER = 500;

const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i;

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

  /** What they would like best of all languages there are, ours or not: a BCP 47 tag. */
  get favorite(): string | undefined {
    return listLanguages(this.acceptLanguage).find((tag) => LANGUAGE_TAG.test(tag));
  }

  /** The language something was said in; undefined as long as nothing was. */
  get spokenLanguage(): Language | undefined {
    return this.chosen;
  }
}

/** The best of our languages for an `Accept-Language` (RFC 9110, 12.5.4); English when none fits. */
function negotiateLanguage(acceptLanguage: string | undefined): Language {
  const [best] = listLanguages(acceptLanguage, LANGUAGES);
  return best !== undefined && isLanguage(best) ? best : 'en';
}

/** Those of `available` (or, without, those named) that are wanted, the best first. */
function listLanguages(acceptLanguage: string | undefined, available?: string[]): string[] {
  if (acceptLanguage === undefined || acceptLanguage.length > MAX_HEADER) return [];
  return new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages(available);
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
