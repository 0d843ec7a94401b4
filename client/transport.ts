import { print } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { AuthError, type AuthErrorCode, type AuthErrorDetails } from './errors.js';

export type Fetch = typeof globalThis.fetch;

export interface GraphQLFailure {
  message: string;
  extensions?: { code?: string } & AuthErrorDetails;
}

export interface GraphQLReply<TData> {
  data?: TData | null;
  errors?: GraphQLFailure[];
}

export interface PostOptions {
  access?: string | undefined;
  /** In place of the time that the client gives every request. */
  timeoutMs?: number;
}

export type Post = <TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  options?: PostOptions,
) => Promise<GraphQLReply<TData>>;

/** An address in full: one without an origin is of the page. @throws TypeError for what is no address */
export function absolute(address: string | URL): URL {
  const { location } = globalThis as { location?: { href: string } };
  return new URL(address, location?.href);
}

/** Whether both are of one server: origin and path are the same, whatever the query. */
export function isSameAddress(one: URL, other: URL): boolean {
  return one.origin === other.origin && one.pathname === other.pathname;
}

/** Sends a request to the server and to no other address. @throws REDIRECTED when it is told another one */
export async function fetchDirectly(fetch: Fetch, ...[input, init]: Parameters<Fetch>): Promise<Response> {
  // Not `error`, which a browser tells from a lost connection on its console alone.
  const response = await fetch(input, { ...init, redirect: 'manual' });
  if (isRedirect(response)) throw redirected();
  return response;
}

/** Browsers hide all of a redirect but that it is one; Node.js shows its status. */
export function isRedirect({ type, status }: Pick<Response, 'type' | 'status'>): boolean {
  return type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status);
}

export function redirected(): AuthError {
  return new AuthError('REDIRECTED', 'The server answers with a redirect, which is not followed.');
}

export function unreachable(cause: unknown): AuthError {
  const isLate = (cause as Error | undefined)?.name === 'TimeoutError';
  const message = isLate ? 'The server did not answer in time.' : 'The server cannot be reached.';
  return new AuthError('NETWORK_ERROR', message, {}, { cause });
}

export function notGraphQL(cause?: unknown): AuthError {
  return new AuthError('NOT_GRAPHQL', 'The answer is not of a GraphQL server.', {}, { cause });
}

/**
 * Sends one operation to one address: no token or password follows a redirect.
 * @throws NETWORK_ERROR without a whole answer in time, REDIRECTED, NOT_GRAPHQL for one that is not of a GraphQL server
 */
export function createPost(url: string, fetch: Fetch, defaultTimeoutMs: number): Post {
  return async <TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
    { access, timeoutMs = defaultTimeoutMs }: PostOptions = {},
  ) => {
    const text = await inTime(timeoutMs, async (signal) => {
      const response = await fetchDirectly(fetch, url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          ...(access !== undefined && { authorization: `Bearer ${access}` }),
        },
        body: JSON.stringify({ query: print(document), variables }),
        signal,
      });
      return response.text();
    }).catch((cause: unknown) => {
      if (cause instanceof AuthError) throw cause;
      throw unreachable(cause);
    });
    const reply = parseReply(text);
    if (!reply) throw notGraphQL();
    return reply as GraphQLReply<TData>;
  };
}

/** Does not rely on the signal alone: a `fetch` that a front end gives us may not heed it. */
async function inTime<T>(timeoutMs: number, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  return Promise.race([ask(signal), late]);
}

/** What a GraphQL server answered; undefined for HTML, a reply that is cut off, and other JSON. */
export function parseReply(text: string): GraphQLReply<unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    if ('errors' in body ? Array.isArray(body.errors) : 'data' in body) return body;
  } catch {
    // HTML, or cut off.
  }
  return undefined;
}

/** Whether an answer, or what a GraphQL library made of it, says that the access token is not good. */
export function isUnauthenticated(body: unknown): boolean {
  const { errors } = (body ?? {}) as { errors?: unknown };
  if (!Array.isArray(errors)) return false;
  return (errors as GraphQLFailure[]).some(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
}

/** @throws AuthError with the code of the first error of a reply */
export function dataOf<TData>({ data, errors }: GraphQLReply<TData>): TData {
  const [error] = errors ?? [];
  if (error) {
    const code = (error.extensions?.code ?? 'INTERNAL_SERVER_ERROR') as AuthErrorCode;
    throw new AuthError(code, error.message, error.extensions);
  }
  if (data == null) throw new AuthError('NOT_GRAPHQL', 'The answer has neither data nor errors.');
  return data;
}
