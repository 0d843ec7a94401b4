import { type Address, isSameServer } from './address.js';
import { startDeadline } from './deadline.js';
import { type Operation, textOf } from './operations.js';
import { AuthError, type AuthErrorCode, type AuthErrorDetails } from '../errors.js';

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
  /** The token of a remembered device. */
  device?: string | undefined;
  /** Replaces the default of the client. */
  timeoutMs?: number;
  /** The browser sends it even if the page is closed at once. */
  keepalive?: boolean;
}

export type Post = <TData, TVariables>(
  operation: Operation<TData, TVariables>,
  variables: TVariables,
  options?: PostOptions,
) => Promise<GraphQLReply<TData>>;

/** Sends an operation with the access token. @throws AuthError with the code of the first error */
export type SendOperation = <TData, TVariables>(
  operation: Operation<TData, TVariables>,
  variables: TVariables,
) => Promise<TData>;

/**
 * Sends a request to the server and to no other address.
 * @throws REDIRECTED if the server redirects
 */
export async function fetchDirectly(
  fetch: Fetch,
  server: Address,
  ...[input, init]: Parameters<Fetch>
): Promise<Response> {
  // Not `error`: scripts cannot distinguish that from a lost connection.
  const direct: RequestInit = { ...init, redirect: 'manual' };
  const response = await (server.cookies ? fetch(inCookieMode(input, direct)) : fetch(input, direct));
  if (isRedirect(response, server)) throw redirected();
  return response;
}

/** What a request of cookie mode has. */
export const COOKIE_MODE = { credentials: 'include', headers: { 'x-token-mode': 'cookie' } } as const;

/** The server keeps the refresh token in a cookie, and the browser sends it along. */
function inCookieMode(...[input, init]: Parameters<Fetch>): Request {
  const { credentials, headers } = COOKIE_MODE;
  const request = new Request(input, { ...init, credentials });
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  return request;
}

/**
 * Whether a response is a redirect, or was reached by one. Browsers hide everything about a redirect except its type.
 * Node.js shows its status. React Native ignores `manual` and follows it.
 */
export function isRedirect(response: Response, server: Address): boolean {
  const { type, status, url, redirected } = response as Partial<Response>;
  if (type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status ?? 0)) return true;
  // React Native has no `redirected`. Elsewhere a `fetch` option may go through a proxy, and the address may differ.
  return redirected ?? Boolean(url && !isSameServer(url, server));
}

export function redirected(): AuthError {
  return new AuthError('REDIRECTED', 'The server responded with a redirect, which is not followed.');
}

export function unreachable(cause: unknown): AuthError {
  const isLate = (cause as Error | undefined)?.name === 'TimeoutError';
  const message = isLate ? 'The server did not respond in time.' : 'The server cannot be reached.';
  return new AuthError('NETWORK_ERROR', message, {}, { cause });
}

export function notGraphQL(cause?: unknown): AuthError {
  return new AuthError('NOT_GRAPHQL', 'The response is not from a GraphQL server.', {}, { cause });
}

/**
 * Makes the function that sends one operation to one address. It follows no redirect with a token or a password.
 * @throws NETWORK_ERROR without a complete response in time, REDIRECTED, NOT_GRAPHQL if it is not from a GraphQL server
 */
export function createPost(server: Address, fetch: Fetch, defaultTimeoutMs: number): Post {
  return async <TData, TVariables>(
    operation: Operation<TData, TVariables>,
    variables: TVariables,
    { access, device, timeoutMs = defaultTimeoutMs, keepalive = false }: PostOptions = {},
  ) => {
    const text = await inTime(timeoutMs, async (signal) => {
      const response = await fetchDirectly(fetch, server, server.href, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          ...(access !== undefined && { authorization: `Bearer ${access}` }),
          ...(device !== undefined && { 'x-trusted-device': device }),
        },
        body: JSON.stringify({
          query: textOf(operation),
          variables,
        }),
        keepalive,
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

/** Does not rely on the signal alone: the `fetch` option of a front end may ignore it. */
async function inTime<T>(timeoutMs: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, passed, clear } = startDeadline(timeoutMs);
  return Promise.race([send(signal), passed]).finally(clear);
}

/** The response of a GraphQL server. Undefined for HTML, an incomplete response, and other JSON. */
export function parseReply(text: string): GraphQLReply<unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    if ('errors' in body ? Array.isArray(body.errors) : 'data' in body) return body;
  } catch {
    // HTML, or incomplete.
  }
  return undefined;
}

/** Whether a response, or the error of a GraphQL library, says that the access token is not valid. */
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
  if (data == null) throw new AuthError('NOT_GRAPHQL', 'The response has neither data nor errors.');
  return data;
}
