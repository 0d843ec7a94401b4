import { isEnumType } from 'graphql';
import { en } from '../../src/mail/texts/en.js';
import { schema } from './documented-codes.js';

/** An event of the security log, as the log of the server has it. */
export interface LoggedEvent {
  readonly type: string;
  readonly reason?: string;
}

/** `signedIn` is `SIGNED_IN` in the schema. */
export const nameOf = (type: string) => type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** What the schema says of the values of an enum. */
export function describedValues(name: string): ReadonlyMap<string, string> {
  const type = schema().getType(name);
  if (!isEnumType(type)) throw new Error(`The schema has no enum ${name}.`);
  return new Map(type.getValues().map((value) => [value.name, value.description ?? '']));
}

/** The reasons that a description names. */
export const reasonsIn = (description: string) =>
  [...description.matchAll(/`([a-z]\w*)`/g)].map(([, reason = '']) => reason);

/** Reasons that a description says in one sentence. */
const WORDED: Readonly<Record<string, (reason: string) => boolean>> = {
  CODE_NOT_SENT: (reason) => describedValues('ErrorCode').has(reason),
  CHANGE_UNDONE: (reason) => reason in en,
};

/** Whichever test met it: the reason of an event is in the description of its type. @throws Error where it is not */
export function requireDocumentedReason({ type, reason }: LoggedEvent): void {
  const name = nameOf(type);
  const description = describedValues('SecurityEventType').get(name);
  if (description === undefined) throw new Error(`The schema does not have the event ${name}.`);
  if (reason === undefined || reasonsIn(description).includes(reason) || WORDED[name]?.(reason)) return;
  throw new Error(`The schema does not say that the reason of ${name} can be ${reason}.`);
}
