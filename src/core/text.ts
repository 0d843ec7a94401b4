import { sentence } from './sentences.js';
import { badInput } from './service-error.js';

/** The form of our ids. PostgreSQL refuses anything else for an id column with an error. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL cannot store NUL in text. @throws BAD_USER_INPUT, as `requireWellFormed` */
export function requireText(field: string, value: string): string {
  if (value.includes('\0')) throw badInput(field, sentence('notText', { field }));
  return requireWellFormed(field, value);
}

/** @throws BAD_USER_INPUT for an unpaired surrogate, which would silently become U+FFFD */
export function requireWellFormed(field: string, value: string): string {
  if (!value.isWellFormed()) throw badInput(field, sentence('notText', { field }));
  return value;
}
