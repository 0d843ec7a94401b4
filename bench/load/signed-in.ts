import { PASSWORD } from '../fixture/fixture.js';
import type { NextRequest } from './client.js';
import { graphqlRequest } from './http-request.js';
import { succeed } from './operations.js';

/** What staying signed in asks for. */
const REFRESH = 'mutation ($refresh: String!) { refreshToken(refresh: $refresh) { access refresh } }';
const OBTAIN = `mutation ($username: String!, $password: String!) {
  obtainToken(username: $username, password: $password) { ... on TokenPair { access refresh } }
}`;

/** Opens a session for each user. @returns one access token each */
export async function signInAll(graphql: string, usernames: readonly string[]): Promise<string[]> {
  const pairs = await pairsOf(graphql, usernames);
  return pairs.map(({ access = '' }) => access);
}

/** A chain of refreshes for each user: every connection swaps the token that it got last. */
export async function refreshChains(graphql: string, usernames: readonly string[]): Promise<NextRequest[]> {
  const pairs = await pairsOf(graphql, usernames);
  return pairs.map(
    ({ refresh: first = '' }): NextRequest =>
      (lastBody) =>
        graphqlRequest(REFRESH, { refresh: lastBody === undefined ? first : refreshTokenIn(lastBody) }),
  );
}

/** Signs the user in again and again. */
export function signIns(usernames: readonly string[]): NextRequest[] {
  return usernames.map((username) => {
    const request = graphqlRequest(OBTAIN, { username, password: PASSWORD });
    return () => request;
  });
}

async function pairsOf(graphql: string, usernames: readonly string[]) {
  const pairs: Record<string, string>[] = [];
  for (const username of usernames)
    pairs.push(await succeed(graphql, 'obtain-token', { username, password: PASSWORD }));
  return pairs;
}

function refreshTokenIn(body: string): string {
  const [, token] = /"refresh":"([^"]+)"/.exec(body) ?? [];
  if (token === undefined) throw new Error(`No refresh token in ${body}`);
  return token;
}
