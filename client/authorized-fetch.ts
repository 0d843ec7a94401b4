import { absolute, type Fetch, fetchDirectly, isSameAddress, isUnauthenticated } from './transport.js';

export interface TokenSource {
  accessToken(): Promise<string | undefined>;
  /** A good token in place of one that was refused. */
  renew(refused: string): Promise<string | undefined>;
  /** Takes over the pair that the data of an answer brings. */
  adoptAnswer(data: unknown, access: string): void;
}

/**
 * A `fetch` for urql, graphql-request or by hand. Requests to the address of the server (origin and path) get the
 * access token, and are sent once more with a new one when it is refused; a pair that stands in for the session is
 * taken over. They follow no redirect, whatever they carry: it is an AuthError, REDIRECTED. All others go as they
 * are. What is answered, HTML too, and a network that fails are handed on as `fetch` has them.
 */
export function createAuthorizedFetch(url: string, fetch: Fetch, source: TokenSource): Fetch {
  const server = absolute(url);
  return async (input, init) => {
    const target = absolute(input instanceof Request ? input.url : input);
    if (!isSameAddress(target, server)) return fetch(input, init);
    const request = new Request(input instanceof Request ? input : target, init);
    const access = request.headers.has('authorization') ? undefined : await source.accessToken();
    if (access === undefined) return fetchDirectly(fetch, request);
    const send = async (token: string) => {
      const response = await fetchDirectly(fetch, withToken(request.clone(), token));
      const answer = await jsonOf(response);
      source.adoptAnswer((answer as { data?: unknown } | null)?.data, token);
      return { response, isRefused: isUnauthenticated(answer) };
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

/** Only JSON is looked into: a stream of results must not be waited for. Null for all else. */
async function jsonOf(response: Response): Promise<unknown> {
  if (!/^application\/([\w-]+\+)?json/.test(response.headers.get('content-type') ?? '')) return null;
  return response
    .clone()
    .json()
    .catch(() => null);
}
