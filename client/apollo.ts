import { ApolloLink } from '@apollo/client/link';
import { catchError, from, mergeMap, type Observable, of, switchMap, throwError } from 'rxjs';
import type { AuthClient } from './auth-client.js';
import { isRedirect, isUnauthenticated, redirected } from './transport.js';

/**
 * A link for Apollo Client 4: puts the access token on each operation, and sends it once more with a new one
 * when the server refuses it. A redirect is not followed: it is an AuthError, REDIRECTED. Put it right before an
 * HttpLink to the address of the client.
 */
export function authLink(auth: Pick<AuthClient, 'accessToken' | 'renew'>): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const send = (access: string | undefined) => {
      operation.setContext(({ headers, fetchOptions }) => ({
        ...(access !== undefined && {
          headers: { ...(headers as object | undefined), authorization: `Bearer ${access}` },
        }),
        // No token or password goes to another address.
        fetchOptions: { ...(fetchOptions as object | undefined), redirect: 'manual' },
      }));
      return forward(operation).pipe(
        catchError((error: unknown) => throwError(() => (isOfRedirect(error) ? redirected() : error))),
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

/** HttpLink takes a redirect for an answer that it cannot read. */
function isOfRedirect(error: unknown): boolean {
  const { response } = (error ?? {}) as { response?: Response };
  return response !== undefined && isRedirect(response);
}

/** A 401 as HttpLink throws it when the answer is plain JSON. */
function isRefusal(error: unknown): boolean {
  return isUnauthenticated(error) || (error as { statusCode?: unknown } | null)?.statusCode === 401;
}
