import { CombinedGraphQLErrors } from '@apollo/client/errors';

/** What to show of a failure, the stable code of what it is, and the argument that is wrong if it is one. */
export interface Failure {
  readonly sentence: string;
  readonly code: string | undefined;
  readonly field: string | undefined;
}

export function failureOf(error: unknown): Failure {
  return { sentence: sentenceOf(error), code: codeOf(error), field: fieldOf(error) };
}

/** The server's sentences are made for people. */
function sentenceOf(error: unknown): string {
  if (CombinedGraphQLErrors.is(error)) return error.errors.map(({ message }) => message).join(' ');
  if (error instanceof Error && error.name === 'AuthError') return error.message;
  return 'The server cannot be reached. Check the connection and try again.';
}

/** The tries that a wrong code leaves. */
export function attemptsLeftOf(error: unknown): number | undefined {
  const attemptsLeft = CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.['attemptsLeft'];
  return typeof attemptsLeft === 'number' ? attemptsLeft : undefined;
}

/** The stable code of a failure, from Apollo or from the client package. */
export function codeOf(error: unknown): string | undefined {
  if (CombinedGraphQLErrors.is(error)) return String(error.errors[0]?.extensions?.['code']);
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** The argument that the server refused, from Apollo or from the client package. */
function fieldOf(error: unknown): string | undefined {
  const field: unknown = CombinedGraphQLErrors.is(error)
    ? error.errors[0]?.extensions?.['field']
    : error instanceof Error && 'field' in error && error.field;
  return typeof field === 'string' ? field : undefined;
}
