import { type Dataset, RARE_EVENT } from '../fixture/dataset.js';
import type { ServerProcess } from '../servers/server-process.js';
import { graphqlRequest } from './http-request.js';
import type { NextRequest } from './client.js';
import { type Load, openLoad } from './load.js';
import { refreshChains, signInAll } from './signed-in.js';

const USERS = 'edges { node { id username email } } pageInfo { hasNextPage endCursor }';
const EVENTS = 'edges { node { id occurredAt type userId } } pageInfo { hasNextPage endCursor }';

/** In the middle of the list, whatever its length; and what finds the same hundred users in every list. */
const MIDDLE = Buffer.from('user-0000500').toString('base64url');
const PREFIX = 'user-00005';

const QUERIES = {
  'users, first page': `{ users(first: 20) { ${USERS} } }`,
  'users, a later page': `{ users(first: 20, after: "${MIDDLE}") { ${USERS} } }`,
  'users, by the beginning of a name': `{ users(first: 20, search: "${PREFIX}") { ${USERS} } }`,
  'users, by an address': `{ users(first: 20, search: "${PREFIX}55@example") { ${USERS} } }`,
  'users, nobody found': `{ users(first: 20, search: "zzz") { ${USERS} } }`,
  'events, newest': `{ securityEvents(first: 20) { ${EVENTS} } }`,
  'events, of a rare type': `{ securityEvents(first: 20, type: ${enumName(RARE_EVENT)}) { ${EVENTS} } }`,
  'events, of a type that never was': `{ securityEvents(first: 20, type: USER_DEACTIVATED) { ${EVENTS} } }`,
};
const OWN_QUERIES = {
  'own sessions': '{ me { sessions { id createdAt lastUsedAt } } }',
  'own events': `{ me { securityEvents(first: 20) { ${EVENTS} } } }`,
};
const REFRESH = 'refresh';

export const SCALE_REQUESTS = [...Object.keys(QUERIES), ...Object.keys(OWN_QUERIES), REFRESH];

/** One client that sends one request at a time. */
export interface ScaleClient {
  /** @returns how long one request of this name took, in ms */
  time(name: string): Promise<number>;
}

/** Signs in staff and a sample of the users, who take turns. */
export async function openScaleClient(
  { port, graphql }: ServerProcess,
  { usernames, staff }: Dataset,
): Promise<ScaleClient> {
  const [staffAccess = ''] = await signInAll(graphql, [staff]);
  const accesses = await signInAll(graphql, usernames);
  const loads: Record<string, Load> = {};
  for (const [name, query] of Object.entries(QUERIES))
    loads[name] = await openLoad(port, [() => graphqlRequest(query, undefined, staffAccess)]);
  for (const [name, query] of Object.entries(OWN_QUERIES))
    loads[name] = await openLoad(port, [
      inTurns(accesses.map((access) => () => graphqlRequest(query, undefined, access))),
    ]);
  const chains = await refreshChains(graphql, usernames);
  loads[REFRESH] = await openLoad(port, [inTurns(chains)]);
  return { time: async (name) => (await loads[name]?.once()) ?? NaN };
}

/** Each source gets the reply to its own last request. */
function inTurns(sources: readonly NextRequest[]): NextRequest {
  const lastBodies: (string | undefined)[] = [];
  let turn = -1;
  return (lastBody) => {
    if (turn >= 0) lastBodies[turn % sources.length] = lastBody;
    turn += 1;
    const index = turn % sources.length;
    const source = sources[index];
    if (!source) throw new Error('Nobody is signed in.');
    return source(lastBodies[index]);
  };
}

/** `signedIn` is SIGNED_IN in the schema. */
function enumName(type: string): string {
  return type.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
