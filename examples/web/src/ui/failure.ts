import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { t } from '../texts/texts.js';

/** A failure to show: the sentence, the stable code, and the invalid argument if there is one. */
export interface Failure {
  readonly sentence: string;
  readonly code: string | undefined;
  readonly field: string | undefined;
  /** Before this time by the clock of this device, another try fails, too. Undefined if there is nothing to wait for. */
  readonly waitUntilMs: number | undefined;
}

export function failureOf(error: unknown): Failure {
  const retryAfter = detailOf(error, 'retryAfter');
  const field = detailOf(error, 'field');
  return {
    sentence: sentenceOf(error),
    code: codeOf(error),
    field: typeof field === 'string' ? field : undefined,
    waitUntilMs: typeof retryAfter === 'number' ? Date.now() + retryAfter * 1000 : undefined,
  };
}

/** The server's sentences are written for people. */
function sentenceOf(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors.map(({ message }) => message).join(' ');
  const ofPasskeys = (t.passkeyFailures as Record<string, string>)[codeOf(error) ?? ''];
  if (ofPasskeys !== undefined) return ofPasskeys;
  const isOfServer = error instanceof Error && error.name === 'AuthError' && !LOST.includes(codeOf(error));
  return isOfServer ? error.message : t.unreachable;
}

const LOST: readonly (string | undefined)[] = ['NETWORK_ERROR', 'NOT_GRAPHQL', 'REDIRECTED'];

/** The attempts that remain after a wrong code. */
export function attemptsLeftOf(error: unknown): number | undefined {
  const attemptsLeft = detailOf(error, 'attemptsLeft');
  return typeof attemptsLeft === 'number' ? attemptsLeft : undefined;
}

/** The stable code of a failure, from Apollo or from the client package. */
export function codeOf(error: unknown): string | undefined {
  const code = detailOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** What comes with an error, from Apollo or from the client package. */
function detailOf(error: unknown, name: string): unknown {
  if (CombinedGraphQLErrors.is(error)) return error.errors[0]?.extensions?.[name];
  return error instanceof Error ? (error as Error & Record<string, unknown>)[name] : undefined;
}
