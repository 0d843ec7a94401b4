import { ServerError, ServerParseError } from '@apollo/client/errors';
import { ApolloLink } from '@apollo/client/link';
import { catchError, from, mergeMap, type Observable, of, switchMap, tap, throwError } from 'rxjs';
import type { AuthClient } from './auth-client.js';
import { type Address, isSameServer, resolveAddress } from './requests/address.js';
import {
  COOKIE_MODE,
  isRedirect,
  isUnauthenticated,
  notGraphQL,
  parseReply,
  redirected,
  unreachable,
} from './requests/transport.js';

/**
 * A link for Apollo Client 4. It adds the access token to each operation. When the server refuses the token, it sends
 * the operation once more with a new token. It keeps a pair that replaces the session. Put it right before an HttpLink.
 * Operations go to the `url` of the auth client, whatever `uri` the HttpLink has. An operation whose context has another
 * `uri` goes there unchanged and without a token.
 *
 * It does not follow redirects. It throws AuthErrors: REDIRECTED, NETWORK_ERROR for no response, and NOT_GRAPHQL for a
 * response that is not from a GraphQL server. GraphQL errors stay the errors of Apollo Client.
 */
export function authLink(
  auth: Pick<AuthClient, 'url' | 'cookies' | 'accessToken' | 'renew' | 'adoptResponse'>,
): ApolloLink {
  const server = resolveAddress(auth.url);
  return new ApolloLink((operation, forward) => {
    const uri = (operation.getContext() as { uri?: string }).uri || auth.url;
    if (!isSameServer(uri, server)) return forward(operation);
    const { href } = resolveAddress(uri);
    const send = (access: string | undefined) => {
      operation.setContext(({ headers, fetchOptions }) => ({
        headers: {
          ...(headers as object | undefined),
          ...(access !== undefined && { authorization: `Bearer ${access}` }),
          ...(auth.cookies && COOKIE_MODE.headers),
        },
        // HttpLink prefers this to its own `uri`, so that no token or password goes to another address.
        uri: href,
        fetchOptions: {
          ...(fetchOptions as object | undefined),
          ...(auth.cookies && { credentials: COOKIE_MODE.credentials }),
          redirect: 'manual',
        },
      }));
      return forward(operation).pipe(
        tap(({ data }) => {
          const { response } = operation.getContext() as { response?: Response };
          if (response && isRedirect(response, server)) throw redirected();
          if (access !== undefined) auth.adoptResponse(data, access);
        }),
        catchError((error: unknown) => throwError(() => toAuthError(error, server))),
      );
    };
    const renewed = (access: string, otherwise: Observable<ApolloLink.Result>) =>
      from(auth.renew(access)).pipe(switchMap((next) => (next === undefined ? otherwise : send(next))));

    return from(auth.accessToken()).pipe(
      switchMap((access) => {
        if (access === undefined) return send(undefined);
        return send(access).pipe(
          // Before mergeMap, so that a failed second try is not repeated.
          catchError((error: unknown) => {
            const failed = throwError(() => error);
            return isRefusal(error) ? renewed(access, failed) : failed;
          }),
          mergeMap((result, index) =>
            index === 0 && isUnauthenticated(result) ? renewed(access, of(result)) : of(result),
          ),
        );
      }),
    );
  });
}

/** Turns an error of HttpLink into an AuthError, unless the server responded in GraphQL. */
function toAuthError(error: unknown, server: Address): unknown {
  if (ServerError.is(error) || ServerParseError.is(error)) {
    if (isRedirect(error.response, server)) return redirected();
    // HttpLink also throws for plain JSON with a status of 400 or more, and that may hold GraphQL errors.
    return parseReply(error.bodyText) ? error : notGraphQL(error);
  }
  // `fetch` throws a TypeError when there is no response. An AbortError of a canceled operation stays as it is.
  return (error as Error | undefined)?.name === 'TypeError' ? unreachable(error) : error;
}

/** Includes the 401 that HttpLink throws for plain JSON. */
function isRefusal(error: unknown): boolean {
  return isUnauthenticated(error) || (error as { statusCode?: unknown } | null)?.statusCode === 401;
}
