import { ServerError, ServerParseError } from '@apollo/client/errors';
import { ApolloLink } from '@apollo/client/link';
import { catchError, from, mergeMap, type Observable, of, switchMap, tap, throwError } from 'rxjs';
import type { AuthClient } from './auth-client.js';
import {
  absolute,
  isRedirect,
  isSameAddress,
  isUnauthenticated,
  notGraphQL,
  parseReply,
  redirected,
  unreachable,
} from './transport.js';

/**
 * A link for Apollo Client 4: puts the access token on each operation, and sends it once more with a new one when
 * the server refuses it. A pair that an answer brings in place of the session is taken over. Put it right before an
 * HttpLink. Operations go to the address of the client, whatever that link is told; one whose context names another
 * address, in `uri`, goes there as it is, without a token.
 *
 * A redirect is not followed. It, no answer, and one that is not of a GraphQL server are AuthErrors: REDIRECTED,
 * NETWORK_ERROR, NOT_GRAPHQL. Errors that the server answers stay those of Apollo Client.
 */
export function authLink(
  auth: Pick<AuthClient, 'url' | 'accessToken' | 'renew' | 'adoptAnswer'>,
): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const { uri } = operation.getContext() as { uri?: string };
    const server = absolute(auth.url);
    const address = uri ? inFull(uri) : server;
    if (!address || !isSameAddress(address, server)) return forward(operation);
    const send = (access: string | undefined) => {
      operation.setContext(({ headers, fetchOptions }) => ({
        ...(access !== undefined && {
          headers: { ...(headers as object | undefined), authorization: `Bearer ${access}` },
        }),
        // HttpLink prefers it to an address of its own. No token or password goes to another one.
        uri: address.href,
        fetchOptions: { ...(fetchOptions as object | undefined), redirect: 'manual' },
      }));
      return forward(operation).pipe(
        tap(({ data }) => access !== undefined && auth.adoptAnswer(data, access)),
        catchError((error: unknown) => throwError(() => named(error))),
      );
    };
    const renewed = (access: string, otherwise: Observable<ApolloLink.Result>) =>
      from(auth.renew(access)).pipe(switchMap((next) => (next === undefined ? otherwise : send(next))));

    return from(auth.accessToken()).pipe(
      switchMap((access) => {
        if (access === undefined) return send(undefined);
        return send(access).pipe(
          // Before mergeMap, so that a replay that fails is not replayed again.
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

function inFull(uri: string): URL | undefined {
  try {
    return absolute(uri);
  } catch {
    return undefined;
  }
}

/** What HttpLink throws, as an AuthError where the server has not answered in GraphQL. */
function named(error: unknown): unknown {
  if (ServerError.is(error) || ServerParseError.is(error)) {
    if (isRedirect(error.response)) return redirected();
    // Plain JSON with a status of 400 or more is thrown, too, though it may hold the errors of the server.
    return parseReply(error.bodyText) ? error : notGraphQL(error);
  }
  // As fetch fails without an answer. An operation that is given up, an AbortError, stays what it is.
  return (error as Error | undefined)?.name === 'TypeError' ? unreachable(error) : error;
}

/** A 401 as HttpLink throws it when the answer is plain JSON. */
function isRefusal(error: unknown): boolean {
  return isUnauthenticated(error) || (error as { statusCode?: unknown } | null)?.statusCode === 401;
}
