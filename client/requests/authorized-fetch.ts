import { type Address, isSameServer, resolveAddress } from './address.js';
import { type Fetch, fetchDirectly, isUnauthenticated } from './transport.js';

export interface TokenSource {
  accessToken(): Promise<string | undefined>;
  /** A valid token in place of the refused one. */
  renew(refused: string): Promise<string | undefined>;
  /** Keeps the token pair in the data of a response. */
  adoptResponse(data: unknown, access: string): void;
}

/**
 * A `fetch` for urql, graphql-request or your own code. Requests to the server (protocol, host and path) get the access
 * token. When the server refuses it, they are sent once more with a new token. A pair that replaces the session is
 * kept. A redirect of such a request is an AuthError, REDIRECTED. Requests to other addresses go unchanged. Responses,
 * HTML included, and network errors are returned and thrown as `fetch` does.
 */
export function createAuthorizedFetch(server: Address, fetch: Fetch, source: TokenSource): Fetch {
  return async (input, init) => {
    const target = input instanceof Request ? input.url : input;
    if (!isSameServer(target, server)) return fetch(input, init);
    const request = new Request(input instanceof Request ? input : resolveAddress(target).href, init);
    const access = request.headers.has('authorization') ? undefined : await source.accessToken();
    if (access === undefined) return fetchDirectly(fetch, server, request);
    const send = async (token: string) => {
      const response = await fetchDirectly(fetch, server, withToken(request.clone(), token));
      const body = await jsonOf(response);
      source.adoptResponse((body as { data?: unknown } | null)?.data, token);
      return { response, isRefused: isUnauthenticated(body) };
    };
    const first = await send(access);
    const renewed = first.isRefused ? await source.renew(access) : undefined;
    return (renewed === undefined ? first : await send(renewed)).response;
  };
}

function withToken(request: Request, access: string): Request {
  const headers = new Headers(request.headers);
  headers.set('authorization', `Bearer ${access}`);
  return new Request(request, { headers });
}

/** Reads JSON only, since a stream of results must not be awaited. Null for everything else. */
async function jsonOf(response: Response): Promise<unknown> {
  if (!/^application\/([\w-]+\+)?json/.test(response.headers.get('content-type') ?? '')) return null;
  return response
    .clone()
    .json()
    .catch(() => null);
}
