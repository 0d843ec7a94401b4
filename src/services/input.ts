import { badInput, sentence } from './errors.js';

const MAX_USERNAME = 150;

/** The form of our ids. PostgreSQL answers anything else in an id column with an error. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The form in which usernames are compared: trimmed, NFKC, case-folded. Upper case first, so that `ß` and `SS`
 * fold to the same; NFKC again, because folding can undo it.
 */
export function usernameKey(username: string): string {
  return username.trim().normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** @throws BAD_USER_INPUT for what no username can be */
export function parseUsername(username: string): { username: string; key: string } {
  const trimmed = requireText('username', username).trim();
  const key = usernameKey(trimmed);
  if (key.length === 0) throw badInput('username', sentence('usernameMissing'));
  if (trimmed.length > MAX_USERNAME || key.length > MAX_USERNAME)
    throw badInput('username', sentence('usernameTooLong', { max: MAX_USERNAME }));
  return { username: trimmed, key };
}

/** A code is ASCII digits of the right length; anything else never reaches a provider. */
export function parseToken(token: string, length: number): string {
  if (!/^[0-9]+$/.test(token) || token.length !== length)
    throw badInput('token', sentence('codeNotDigits', { length }));
  return token;
}

/** PostgreSQL keeps no NUL in text. @throws BAD_USER_INPUT, as `requireWellFormed` */
export function requireText(field: string, value: string): string {
  if (value.includes('\0')) throw badInput(field, sentence('notText', { field }));
  return requireWellFormed(field, value);
}

/** @throws BAD_USER_INPUT for an unpaired surrogate, which would silently become another character */
export function requireWellFormed(field: string, value: string): string {
  if (!value.isWellFormed()) throw badInput(field, sentence('notText', { field }));
  return value;
}
