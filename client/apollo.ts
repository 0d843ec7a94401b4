import { ApolloLink } from '@apollo/client/link';
import { catchError, from, mergeMap, type Observable, of, switchMap, throwError } from 'rxjs';
import type { AuthClient } from './auth-client.js';
import { isUnauthenticated } from './transport.js';

/**
 * A link for Apollo Client 4: puts the access token on each operation, and sends it once more with a new one
 * when the server refuses it. Put it right before an HttpLink to the address of the client.
 */
export function authLink(auth: Pick<AuthClient, 'accessToken' | 'renew'>): ApolloLink {
  return new ApolloLink((operation, forward) => {
    const send = (access: string | undefined) => {
      if (access !== undefined)
        operation.setContext(({ headers, fetchOptions }) => ({
          headers: { ...(headers as object | undefined), authorization: `Bearer ${access}` },
          // The token goes to no other address.
          fetchOptions: { ...(fetchOptions as object | undefined), redirect: 'error' },
        }));
      return forward(operation);
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

/** A 401 as HttpLink throws it when the answer is plain JSON. */
function isRefusal(error: unknown): boolean {
  return isUnauthenticated(error) || (error as { statusCode?: unknown } | null)?.statusCode === 401;
}
