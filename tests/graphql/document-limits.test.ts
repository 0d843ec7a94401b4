import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSchema, type FragmentDefinitionNode, getIntrospectionQuery, parse } from 'graphql';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { findExcesses } from '../../src/graphql/document-limits.js';
import { codeOf } from '../setup/client.js';
import { switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const repeat = (times: number, part: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ');

/** Documents that cost much, or try many credentials at once: OWASP GraphQL cheat sheet. */
describe('a document', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each([
    ['101 aliases', `{ ${repeat(101, (index) => `a${index}: __typename`)} }`],
    [
      '20 aliases through fragments',
      `{ ...F ...F } fragment F on Query { ${repeat(10, (index) => `a${index}: __typename`)} }`,
    ],
    ['500 repeated fields', `{ ${repeat(500, () => '__typename')} }`],
    ['10 directives on a field', `{ __typename ${repeat(10, () => '@include(if: true)')} }`],
    [
      '151 fields through inline fragments',
      `{ ${repeat(2, () => `... { ${repeat(76, () => '__typename')} }`)} }`,
    ],
    ['150 fields within a field', `{ me { ${repeat(150, () => 'id')} } }`],
    ['15 aliases within an alias', `{ a: me { ${repeat(15, (index) => `a${index}: id`)} } }`],
    [
      '16 aliases in inline fragments',
      `{ ${repeat(2, (half) => `... { ${repeat(8, (index) => `a${half}${index}: __typename`)} }`)} }`,
    ],
    [
      'aliases upon aliases in introspection',
      `{ __schema { ${repeat(2, (index) => `a${index}: types { ...T }`)} } }
      fragment T on __Type { ${repeat(7, (index) => `a${index}: name`)} }`,
    ],
    ['a circle of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['a fragment that spreads itself', '{ ...A } fragment A on Query { me { id } ...A }'],
    ['5,000 levels', `{ ${'a{'.repeat(5000)}b${'}'.repeat(5000)} }`],
    ['200 levels', `{ ${'a{'.repeat(200)}b${'}'.repeat(200)} }`],
    [
      'doubling fragments',
      `{ ...F0 } ${repeat(14, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F14 on Query { __typename }`,
    ],
    ['5,000 tokens', `{ ${repeat(5000, () => 'x')} }`],
    ['over 600 tokens and no other fault', `{ ${repeat(100, () => '... on Query { __typename }')} }`],
  ])('with %s is refused with 400', async (_what, query) => {
    const response = await server.client().query(query);
    expect(response.status).toBe(400);
    expect(codeOf(response)).toBe('BAD_USER_INPUT');
    expect(response.data).toBeUndefined();
  });

  it.each([
    [12, false],
    [13, true],
  ])('%d levels deep is refused for its depth: %s', async (levels, isRefused) => {
    // No type of the schema is so deep, so a document within the limit is refused for its names.
    const nested = `${'x { '.repeat(levels - 2)} x ${'}'.repeat(levels - 2)}`;
    for (const query of [
      `{ x { ${nested} } }`,
      `{ x { ...F } } fragment F on User { ${nested} }`,
      `{ x { ... { ${nested} } } }`,
    ]) {
      const { errors = [] } = await server.client().query(query);
      expect(errors.some(({ message }) => message === 'An operation may be 12 levels deep.')).toBe(isRefused);
    }
  });

  const SIX = repeat(6, () => '@aa');
  it.each([
    ['a field', `{ __typename ${SIX} }`],
    ['fields', `{ ${repeat(6, () => '__typename @include(if: true)')} }`],
    ['spreads', `{ ${repeat(6, () => '...F @skip(if: true)')} } fragment F on Query { __typename }`],
    ['inline fragments', `{ ${repeat(6, () => '... @skip(if: true) { __typename }')} }`],
    ['the operation', `query ${SIX} { __typename }`],
    ['a variable', `query ($a: Int ${SIX}) { __typename }`],
    ['a fragment', `{ ...F } fragment F on Query ${SIX} { __typename }`],
    ['a fragment that nothing spreads', `{ __typename } fragment F on Query ${SIX} { __typename }`],
    ['150 places', `{ __typename ${repeat(150, () => '@aa')} }`],
  ])(
    'with more than five directives on %s is refused for that alone, before validation',
    async (_on, query) => {
      const response = await server.client().query(query);
      expect(response.status).toBe(400);
      expect(response.errors?.map(({ message }) => message)).toEqual(['An operation may have 5 directives.']);
    },
  );

  it('with five directives is validated', async () => {
    const { errors } = await server.client().query(`{ ${repeat(5, () => '__typename @include(if: true)')} }`);
    expect(errors).toBeUndefined();
  });

  it('with many faults gets five errors at most', async () => {
    const { status, errors } = await server.client().query(`{ ${repeat(100, (index) => `x${index}`)} }`);
    expect(status).toBe(400);
    expect(errors).toHaveLength(5);
    expect(errors?.at(-1)?.message).toMatch(/^Too many validation errors/);
  });

  it('has each fragment weighed once, however often it is spread', async () => {
    const spread = (index: number) => `...F${index} ...F${index} ...F${index}`;
    const fragments = repeat(40, (index) => `fragment F${index} on Query { ${spread(index + 1)} }`);
    const query = `{ ...F0 } ${fragments} fragment F40 on Query { __typename }`;
    // Three to the fortieth spreads: there is a response at all.
    expect(codeOf(await server.client().query(query))).toBe('BAD_USER_INPUT');
  });

  it('grows in cost with its length, not with its square', () => {
    const schema = buildSchema('type Query { x: Int }');
    /** Reads of fragments, of which each spreads the next one. */
    const stepsOver = (count: number) => {
      const spreads = repeat(count, (index) => `...F${index}`);
      const chain = repeat(count, (index) => `fragment F${index} on Query { ...F${index + 1} }`);
      const document = parse(`{ ${spreads} } ${chain} fragment F${count} on Query { x }`);
      let steps = 0;
      for (const definition of document.definitions as FragmentDefinitionNode[]) {
        const { selectionSet } = definition;
        Object.defineProperty(definition, 'selectionSet', { get: () => ((steps += 1), selectionSet) });
      }
      findExcesses(document, schema);
      return steps;
    };
    expect(stepsOver(100)).toBeGreaterThan(100);
    expect(stepsOver(200)).toBeLessThan(2.1 * stepsOver(100));
  });

  it.each([
    [
      'two logins',
      'mutation { a: obtainToken(username: "a", password: "b") { __typename } b: obtainToken(username: "a", password: "c") { __typename } }',
    ],
    [
      'two codes',
      'mutation { a: verifyTwoFactorToken(token: "123456", challenge: "x") { __typename } b: verifyTwoFactorToken(token: "123457", challenge: "x") { __typename } }',
    ],
    [
      'a login and a refresh',
      'mutation { obtainToken(username: "a", password: "b") { __typename } refreshToken(refresh: "x") { access } }',
    ],
    [
      'two through one fragment',
      'mutation { ...F ...G } fragment F on Mutation { a: obtainToken(username: "a", password: "b") { __typename } } fragment G on Mutation { b: obtainToken(username: "a", password: "c") { __typename } }',
    ],
    [
      'two through an inline fragment',
      'mutation { ... on Mutation { a: verifyPhone(phone: "+48501000001") { __typename } b: verifyPhone(phone: "+48501000002") { __typename } } }',
    ],
    [
      'twenty aliases',
      `mutation { ${repeat(20, (index) => `a${index}: obtainToken(username: "a", password: "b${index}") { __typename }`)} }`,
    ],
  ])('with %s is refused before any of it runs', async (_what, query) => {
    const before = await server.app.orm.em.fork().count(SecurityEvent);
    const messages = server.app.simulator?.messages().length;
    const response = await server.client().query(query);
    expect(response.status).toBe(400);
    expect(codeOf(response)).toBe('BAD_USER_INPUT');
    expect(await server.app.orm.em.fork().count(SecurityEvent)).toBe(before);
    expect(server.app.simulator?.messages()).toHaveLength(messages ?? -1);
  });

  const CREDENTIAL_MUTATIONS = {
    obtainToken: 'obtainToken(username: "a", password: "b") { __typename }',
    verifyTwoFactorToken: 'verifyTwoFactorToken(token: "123456", challenge: "x") { __typename }',
    registerPhone: 'registerPhone(phone: "+48501000001", token: "123456") { __typename }',
    verifyPhone: 'verifyPhone(phone: "+48501000001") { __typename }',
    refreshToken: 'refreshToken(refresh: "x") { access }',
    changePassword: 'changePassword(currentPassword: "a", newPassword: "b") { access }',
    resendTwoFactorToken: 'resendTwoFactorToken(challenge: "x") { __typename }',
    disableTwoFactor: 'disableTwoFactor { access }',
    requestStepUp: 'requestStepUp { __typename }',
    startAuthenticatorApp: 'startAuthenticatorApp { __typename }',
    confirmAuthenticatorApp: 'confirmAuthenticatorApp(enrollment: "x", token: "123456") { access }',
    removeAuthenticator: 'removeAuthenticator(id: "x") { access }',
    removeUserAuthenticator: 'removeUserAuthenticator(userId: "x", id: "x") { id }',
    startPasskey: 'startPasskey { __typename }',
    confirmPasskey: 'confirmPasskey(enrollment: "x", response: {}) { access }',
    requestPasskey: 'requestPasskey { __typename }',
    acceptInvitation: 'acceptInvitation(challenge: "x", token: "y", newPassword: "b") { access }',
    inviteUser: 'inviteUser(username: "a", email: "a@b.example") { id }',
    revokeInvitation: 'revokeInvitation(id: "x")',
    deactivateUser: 'deactivateUser(id: "x") { id }',
    activateUser: 'activateUser(id: "x") { id }',
    signOutUser: 'signOutUser(id: "x") { id }',
    sendPasswordReset: 'sendPasswordReset(id: "x")',
    deleteAccount: 'deleteAccount',
    cancelAccountDeletion: 'cancelAccountDeletion { id }',
    undoChange: 'undoChange(token: "x") { challenge }',
    keepAccount: 'keepAccount(challenge: "x", token: "y")',
    register: 'register(username: "a", email: "a@b.example", password: "b") { __typename }',
    verifyEmail: 'verifyEmail(challenge: "x", token: "y") { __typename }',
    resendEmail: 'resendEmail(challenge: "x") { __typename }',
    requestEmailSignIn: 'requestEmailSignIn(email: "a@b.example") { __typename }',
    requestPasswordReset: 'requestPasswordReset(email: "a@b.example") { __typename }',
    resetPassword: 'resetPassword(challenge: "x", token: "y", newPassword: "b")',
    requestEmailChange: 'requestEmailChange(email: "a@b.example") { __typename }',
    confirmEmailChange: 'confirmEmailChange(challenge: "x", token: "y") { access }',
    verifyPasskey: 'verifyPasskey(challenge: "x", response: {}) { __typename }',
  };

  it('is held to that by every mutation that tries a credential or sends a message', () => {
    const sdl = readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8');
    const mutations = Object.keys(buildSchema(sdl).getMutationType()?.getFields() ?? {});
    const others = [
      'revokeToken',
      'revokeSession',
      'revokeOtherSessions',
      'renameAuthenticator',
      'generateRecoveryCodes',
      'trustDevice',
      'revokeTrustedDevice',
      'revokeTrustedDevices',
      'preferTwoFactorMethod',
    ];
    expect(mutations.toSorted()).toEqual([...Object.keys(CREDENTIAL_MUTATIONS), ...others].toSorted());
  });

  /** Ways of putting two fields into one document, where nothing but the limit is against it. */
  const TOGETHER: ((one: string, other: string) => string)[] = [
    (one, other) => `mutation { a: ${one} b: ${other} }`,
    (one, other) => `mutation { a: ${one} ...F } fragment F on Mutation { b: ${other} }`,
    (one, other) => `mutation { ... on Mutation { a: ${one} } ... { b: ${other} } }`,
    (one, other) => `mutation { a: ${one} ... @include(if: false) { b: ${other} } }`,
    (one, other) =>
      `mutation($no: Boolean = true) { a: ${one} ...F @skip(if: $no) } fragment F on Mutation { b: ${other} }`,
    (one, other) =>
      `mutation B { revokeToken(refresh: "x") } mutation A { a: ${one} b: ${other} } query C { __typename }`,
  ];

  it.each(Object.entries(CREDENTIAL_MUTATIONS))(
    'with %s may be, and with any other beside it is refused',
    async (_name, mutation) => {
      expect((await server.client().query(`mutation { a: ${mutation} }`)).status).toBe(200);
      const all = Object.values(CREDENTIAL_MUTATIONS);
      const [beside, ...otherWays] = TOGETHER;
      const next = all[(all.indexOf(mutation) + 1) % all.length] ?? mutation;
      for (const other of all)
        for (const put of [...(beside ? [beside] : []), ...(other === next ? otherWays : [])]) {
          const query = put(mutation, other);
          const response = await server
            .client()
            .post({ query, ...(query.includes('A {') && { operationName: 'A' }) });
          expect([query, response.status, codeOf(response)]).toEqual([query, 400, 'BAD_USER_INPUT']);
        }
    },
  );

  it.each([
    [
      'one document',
      (login: string) => ({ query: `mutation { ${repeat(20, (index) => `a${index}: ${login}`)} }` }),
    ],
    ['one array', (login: string) => Array.from({ length: 20 }, () => ({ query: `mutation { ${login} }` }))],
  ])('with twenty right passwords in %s checks none and sends nothing', async (_what, inOne) => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    server.passSeconds(60);
    const done = async () => [
      await server.app.orm.em.fork().count(SecurityEvent),
      server.messagesTo(phone).length,
    ];
    const before = await done();
    const login = `obtainToken(username: "${user.username}", password: "${user.password}") { __typename }`;
    const response = await server.client().post(inOne(login));
    expect([response.status, codeOf(response)]).toEqual([400, 'BAD_USER_INPUT']);
    expect(await done()).toEqual(before);
    // One alone is checked, and sends.
    await server.client().obtainToken(user.username, user.password);
    expect(await done()).not.toEqual(before);
  });

  it('may have several credential mutations in several operations, of which one runs', async () => {
    const query =
      'mutation A { obtainToken(username: "a", password: "b") { __typename } } mutation B { revokeToken(refresh: "x") }';
    const response = await server.client().post({ query, operationName: 'B' });
    expect(response.data).toEqual({ revokeToken: false });
  });

  it('of introspection passes in development', async () => {
    const response = await server.client().query(getIntrospectionQuery());
    expect(response.errors).toBeUndefined();
  });

  it('of a kind that the API does not have is a mistake of its sender', async () => {
    const response = await server.client().query('subscription { me { id } }');
    expect(codeOf(response)).toBe('BAD_USER_INPUT');
    expect(server.log()).not.toContain('"level":50');
  });

  it('with a misspelt field gets no suggestion', async () => {
    const { errors } = await server.client().query('{ mee { id } }');
    expect(errors?.[0]?.message).toContain('mee');
    expect(errors?.[0]?.message).not.toMatch(/did you mean|"me"/i);
  });
});

describe('in production', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ INTROSPECTION: 'false', GRAPHIQL: 'false' });
  });
  afterAll(() => server.close());

  it('introspection and GraphiQL are off', async () => {
    expect(codeOf(await server.client().query('{ __schema { types { name } } }'))).toBe('BAD_USER_INPUT');
    expect(codeOf(await server.client().query('{ __type(name: "User") { name } }'))).toBe('BAD_USER_INPUT');
    const page = await fetch(`${server.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).not.toContain('text/html');
  });
});
