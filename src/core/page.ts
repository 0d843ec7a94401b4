import type { Sentence } from './sentences.js';
import { badInput } from './service-error.js';

/** Most rows on one page of any list. */
export const MAX_PAGE = 100;

/** One page of a list that is read forwards from a key. An offset would move when rows are added or deleted. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

/** @param refusal the message for an invalid size. @throws BAD_USER_INPUT */
export function requirePageSize(first: number, refusal: Sentence): void {
  if (first < 1 || first > MAX_PAGE) throw badInput('first', refusal);
}

/** @param found the rows of the page, and one more if there is a next page */
export function takePage<Row>(found: readonly Row[], first: number): Page<Row> {
  return { rows: found.slice(0, first), hasNextPage: found.length > first };
}

/** The key of a row in the form that clients get. It is opaque to them. */
export function toCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** @returns the key, or undefined if `toCursor` did not make this cursor */
export function fromCursor(cursor: string): string | undefined {
  const key = Buffer.from(cursor, 'base64url').toString();
  return cursor !== '' && toCursor(key) === cursor ? key : undefined;
}
