import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { GraphQLClient } from 'graphql-request';
import { parse } from 'graphql';
import { authLink } from '../../../client/apollo.js';
import {
  type AuthClientOptions,
  ChangePasswordDocument,
  type ChangePasswordMutation,
  type ChangePasswordMutationVariables,
  type LockManagerLike,
  MeDocument,
  ObtainTokenDocument,
  SessionsDocument,
} from '../../../client/index.js';
import { signIn, switchOn } from '../../setup/flows.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createTabs } from '../harness.js';

type Person = Awaited<ReturnType<typeof createSignedIn>>;
type Change = TypedDocumentNode<ChangePasswordMutation, ChangePasswordMutationVariables>;
type Send = (document: Change, variables: ChangePasswordMutationVariables) => Promise<unknown>;

/** The ways to send a mutation. */
const WAYS: Record<string, (person: Person) => Send> = {
  request:
    ({ auth }) =>
    (document, variables) =>
      auth.request(document, variables),
  'Apollo Client': ({ auth, wire }) => {
    const link = authLink(auth).concat(new HttpLink({ uri: auth.url, fetch: wire.fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return (mutation, variables) => client.mutate({ mutation, variables });
  },
  'a library on auth.fetch': ({ auth }) => {
    const client = new GraphQLClient(auth.url, { fetch: auth.fetch });
    return (document, variables) => client.request(document, variables);
  },
};

interface Tokens {
  access: string;
  refresh: string;
}

describe.each(Object.entries(WAYS))('the pair that a mutation returns: %s', (_name, connect) => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const tokensIn = ({ storage }: Pick<Person, 'storage'>) => JSON.parse(storage.read() ?? 'null') as Tokens;

  async function createChanging(options: Partial<AuthClientOptions> = {}) {
    const person = await createSignedIn(server, options);
    const send = connect(person);
    const { password: currentPassword } = person.user;
    const change = (document: Change = ChangePasswordDocument) =>
      send(document, { currentPassword, newPassword: 'another long password' });
    return { ...person, change };
  }

  /** The response arrives only after `meanwhile`. */
  function delay({ wire }: Pick<Person, 'wire'>, meanwhile: () => Promise<unknown>) {
    const arrived = Promise.withResolvers<Tokens>();
    wire.once('changePassword', async (send) => {
      const response = await send();
      const { data } = (await response.clone().json()) as { data: { changePassword: Tokens } };
      await meanwhile();
      arrived.resolve(data.changePassword);
      return response;
    });
    return arrived.promise;
  }

  async function expectEnded({ refresh }: Tokens) {
    const { errors } = await server.client().refreshToken(refresh);
    expect(errors?.[0]?.extensions.code).toBe('TOKEN_INVALID');
  }

  /** Resolves when the next session is revoked. */
  function revoked({ wire }: Pick<Person, 'wire'>) {
    return new Promise<void>((done) =>
      wire.once('revokeToken', async (send) => {
        const response = await send();
        done();
        return response;
      }),
    );
  }

  it('replaces the ended one at once without a change of state', async () => {
    const { auth, wire, change, user } = await createChanging();
    const state = auth.getState();
    await change();
    const { me } = await auth.request(SessionsDocument, {});
    expect(me?.sessions.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect(wire.sent('refreshToken') + wire.sent('revokeToken')).toBe(0);
    expect(auth.getState()).toBe(state);
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });

  it('is recognized under an alias and without its type name', async () => {
    const { auth, wire, change } = await createChanging();
    await change(
      parse(`mutation ChangePassword($currentPassword: String!, $newPassword: String!) {
        done: changePassword(currentPassword: $currentPassword, newPassword: $newPassword) { access refresh }
      }`),
    );
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(0);
  });

  it('is kept from an operation that was sent again', async () => {
    const { auth, wire, change } = await createChanging();
    server.passSeconds(360);
    await change();
    expect(wire.sent('refreshToken')).toBe(1);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(1);
  });

  it('is ignored when it comes from a sign-in of the same user', async () => {
    const person = await createChanging();
    const { auth, wire, user } = person;
    const before = tokensIn(person);
    const { username, password } = user;
    await auth.request(ObtainTokenDocument, { username, password });
    expect(tokensIn(person)).toEqual(before);
    expect(wire.sent('revokeToken')).toBe(0);
  });

  it('is kept once even if it is passed in twice', async () => {
    const person = await createChanging();
    const { auth, wire, change } = person;
    const { access } = tokensIn(person);
    await change();
    const { refresh, access: next } = tokensIn(person);
    auth.adoptResponse({ changePassword: { access: next, refresh } }, access);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('revokeToken')).toBe(0);
  });

  it('is kept when another field of the response failed', async () => {
    const { auth, wire, change } = await createChanging();
    wire.once('changePassword', async (send) => {
      const { data } = (await (await send()).json()) as { data: object };
      return Response.json({ data, errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] });
    });
    await expect(change()).rejects.toThrow();
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(0);
  });

  it('is kept after a renewal of the old one was refused', async () => {
    // As in a browser without Web Locks, where tabs do not wait for each other.
    const locks: LockManagerLike = { request: (_name, _options, callback) => callback() };
    const person = await createChanging({ locks });
    const { auth, change, user } = person;
    const { access } = tokensIn(person);
    void delay(person, async () => {
      await expect(auth.renew(access)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
      expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
    });
    await change();
    expect(auth.getState().step).toBe('signedIn');
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });

  it('is revoked after a sign-out in the meantime', async () => {
    const person = await createChanging();
    const { auth, storage, change } = person;
    const ended = Promise.withResolvers<undefined>();
    const late = delay(person, async () => {
      await auth.signOut();
      void revoked(person).then(() => ended.resolve(undefined));
    });
    await change();
    await ended.promise;
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
    expect(storage.read()).toBeNull();
    await expectEnded(await late);
  });

  it('is revoked after a new sign-in in the meantime', async () => {
    const person = await createChanging();
    const { auth, change } = person;
    const another = await server.createUser();
    // The sign-in revokes the session before it, too.
    const replaced = revoked(person);
    const ended = Promise.withResolvers<undefined>();
    const late = delay(person, async () => {
      await auth.signIn(another);
      await replaced;
      void revoked(person).then(() => ended.resolve(undefined));
    });
    await change();
    await ended.promise;
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: another.username } });
    await expectEnded(await late);
  });

  it('keeps a pending code and the session behind it', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const person = { ...createPerson(server), user };
    const { auth, wire } = person;
    await auth.signIn(user);
    await auth.submitCode(server.messageTo(phone).code);
    await auth.signIn(user);
    const variables = { currentPassword: user.password, newPassword: 'another long password' };
    await connect(person)(ChangePasswordDocument, variables);
    expect(auth.getState().step).toBe('needsCode');
    auth.cancel();
    expect(auth.getState().step).toBe('signedIn');
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(0);
  });

  it('reaches the other tabs', async () => {
    const [here, there] = createTabs();
    const person = await createSignedIn(server, { storage: here });
    const other = createPerson(server, { storage: there });
    const state = other.auth.getState();
    const variables = { currentPassword: person.user.password, newPassword: 'another long password' };
    await connect(person)(ChangePasswordDocument, variables);
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(other.wire.sent('refreshToken')).toBe(0);
    expect(other.auth.getState()).toBe(state);
  });

  it('is ignored when it belongs to another user', async () => {
    const person = await createSignedIn(server);
    const before = person.storage.read();
    const another = await server.createUser();
    const send = connect(person) as unknown as (document: unknown, variables: object) => Promise<unknown>;
    await send(ObtainTokenDocument, { username: another.username, password: another.password });
    expect(person.storage.read()).toBe(before);
    expect(person.wire.sent('revokeToken')).toBe(0);
  });
});

describe('the pair that another address returns', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const responseWith = (pair: Tokens) =>
    Response.json({ data: { changePassword: { __typename: 'TokenPair', ...pair } } });

  it('is ignored: auth.fetch', async () => {
    const elsewhere: { pair?: Tokens } = {};
    const { user, storage, auth } = await createSignedIn(server, {
      fetch: async (input, init) => (elsewhere.pair ? responseWith(elsewhere.pair) : fetch(input, init)),
    });
    const before = storage.read();
    elsewhere.pair = (await signIn(server, user)).pair;
    await auth.fetch('https://elsewhere.test/graphql', { method: 'POST', body: '{}' });
    await auth.fetch(`${server.url}/other`, { method: 'POST', body: '{}' });
    expect(storage.read()).toBe(before);
  });

  it('is ignored: Apollo Client', async () => {
    const { user, storage, auth } = await createSignedIn(server);
    const before = storage.read();
    const { pair } = await signIn(server, user);
    const link = authLink(auth).concat(
      new HttpLink({ uri: auth.url, fetch: async () => responseWith(pair) }),
    );
    await new ApolloClient({ link, cache: new InMemoryCache() }).mutate({
      mutation: ChangePasswordDocument,
      variables: { currentPassword: 'a', newPassword: 'b' },
      context: { uri: 'https://elsewhere.test/graphql' },
    });
    expect(storage.read()).toBe(before);
  });
});
