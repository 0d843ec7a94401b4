import { type DocumentNode, print } from 'graphql';
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
  signal?: AbortSignal;
}

export type Post = <TData, TVariables>(
  document: TypedDocumentNode<TData, TVariables>,
  variables: TVariables,
  options?: PostOptions,
) => Promise<GraphQLReply<TData>>;

/**
 * Sends one operation to one address. A redirect is an error: no token or password goes elsewhere.
 * @throws NETWORK_ERROR without an answer, NOT_GRAPHQL for one that is not of a GraphQL server
 */
export function createPost(url: string, fetch: Fetch): Post {
  return async <TData, TVariables>(
    document: TypedDocumentNode<TData, TVariables>,
    variables: TVariables,
    { access, signal }: PostOptions = {},
  ) => {
    const text = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(access !== undefined && { authorization: `Bearer ${access}` }),
      },
      body: JSON.stringify({ query: print(document as DocumentNode), variables }),
      ...(signal && { signal }),
    })
      .then((response) => response.text())
      .catch((cause: unknown) => {
        throw new AuthError('NETWORK_ERROR', 'The server cannot be reached.', {}, { cause });
      });
    const reply = parseReply(text);
    if (!reply) throw new AuthError('NOT_GRAPHQL', 'The answer is not of a GraphQL server.');
    return reply as GraphQLReply<TData>;
  };
}

function parseReply(text: string): GraphQLReply<unknown> | undefined {
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
