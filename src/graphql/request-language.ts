import { GraphQLError } from 'graphql';
import Negotiator from 'negotiator';
import { CATALOGUES, type Language } from './messages/translate.js';

/** Browsers send far less. A longer header is an attack or a mistake. */
const MAX_HEADER = 500;

/** RFC 5646, 4.4.1: no language has a longer tag, and it is stored. */
const MAX_TAG = 35;
const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i;

/** Ordered for a client that accepts any language: English first. */
const LANGUAGES = Object.keys(CATALOGUES).filter(isLanguage);

/** The language of a response. The header is parsed only if there is a message to translate. */
export class RequestLanguage {
  private chosen: Language | undefined;

  constructor(private readonly acceptLanguage: string | undefined) {}

  get language(): Language {
    this.chosen ??= negotiateLanguage(this.acceptLanguage);
    return this.chosen;
  }

  /** The language that the client prefers, even if we do not have it: a BCP 47 tag. */
  get favorite(): string | undefined {
    const isTag = (tag: string) => tag.length <= MAX_TAG && LANGUAGE_TAG.test(tag);
    return listLanguages(this.acceptLanguage).find(isTag);
  }

  /** The language of the messages so far; undefined if there was none. */
  get spokenLanguage(): Language | undefined {
    return this.chosen;
  }
}

/** The best of our languages for an `Accept-Language` (RFC 9110, 12.5.4); English if none matches. */
function negotiateLanguage(acceptLanguage: string | undefined): Language {
  const [best] = listLanguages(acceptLanguage, LANGUAGES);
  return best !== undefined && isLanguage(best) ? best : 'en';
}

/** The accepted languages among `available` (if unset, all of the header), best first. */
function listLanguages(acceptLanguage: string | undefined, available?: string[]): string[] {
  if (acceptLanguage === undefined || acceptLanguage.length > MAX_HEADER) return [];
  return new Negotiator({ headers: { 'accept-language': acceptLanguage } }).languages(available);
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(CATALOGUES, text);
}

/** Apollo Server formats an error without its request, so each error is stored with its language. */
const readers = new WeakMap<object, RequestLanguage>();

export function rememberLanguage(error: unknown, requestLanguage: RequestLanguage): void {
  if (typeof error === 'object' && error !== null) readers.set(error, requestLanguage);
}

/** @returns English for an error without a known request, such as a body that could not be parsed */
export function languageOf(error: unknown): RequestLanguage {
  const original = error instanceof GraphQLError ? error.originalError : undefined;
  return find(error) ?? find(original) ?? new RequestLanguage(undefined);
}

function find(error: unknown): RequestLanguage | undefined {
  return typeof error === 'object' && error !== null ? readers.get(error) : undefined;
}
