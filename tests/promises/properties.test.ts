import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Kind, parse } from 'graphql';
import { ERROR_CODES } from '../../src/core/service-error.js';
import type { Client, Pair } from '../setup/client.js';
import { signIn, switchOn, waitingLogin } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

/** Planted wherever a client may write a value. No name in GraphQL has a hyphen, so it can never be one. */
const SECRET = 'hunter2-Zx9';
/** Nothing that a client sends is a fault of the server or a reason for it to be busy. */
const CODES = new Set(Object.keys(ERROR_CODES));
CODES.delete('INTERNAL_SERVER_ERROR');
CODES.delete('SERVICE_UNAVAILABLE');

/** `PROPERTY_EFFORT=100 npm test -- properties` looks a hundred times as long. */
const EFFORT = Number(process.env['PROPERTY_EFFORT'] ?? 1);
const runs = (numRuns: number) => ({ numRuns: numRuns * EFFORT });
const TIMEOUT_MS = 180_000 * EFFORT;

const anyOf = (units: string) => fc.constantFrom(...Array.from(units));

/** Any text: every plane of Unicode, and what breaks storage, quoting, headers and digits. */
const text = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(SECRET, '\0', '\ud800', '\udfff', '"', '\\', '%', '../', '９', '__proto__', '\u202e'),
  ),
  maxLength: 40,
});
const value = fc.oneof(
  text,
  fc.constant(SECRET),
  fc.jsonValue({ maxDepth: 2 }),
  fc.record({ [SECRET]: text }),
);

const OPERATIONS = join(import.meta.dirname, '../../schema/operations');
const operations = readdirSync(OPERATIONS).map((file) => readFileSync(join(OPERATIONS, file), 'utf8'));
const USERS = readFileSync(join(OPERATIONS, 'users.graphql'), 'utf8');

/** Each of our own documents with its variables, each of which may be anything or missing. */
const filledIn = fc.constantFrom(...operations).chain((query) => {
  const [operation] = parse(query).definitions;
  const names =
    operation?.kind === Kind.OPERATION_DEFINITION
      ? (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
      : [];
  const variables = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] });
  return fc.record({ query: fc.constant(query), variables });
});

/** Words of the language in any order, which now and then make a document. */
const wordSalad = fc
  .array(
    fc.constantFrom(
      ...['{', '}', '(', ')', '[', ']', ':', '!', '=', '@', '$', '...', '&', '|', '#', '"', '"""', '\\', '-'],
      ...[
        'query',
        'mutation',
        'subscription',
        'fragment',
        'on',
        'schema',
        'type',
        'null',
        'true',
        '1',
        '1e9',
      ],
      ...['me', 'users', 'obtainToken', 'verifyPhone', 'username', 'password', 'phone', 'first', 'challenge'],
      ...['User', 'Query', '__typename', '__schema', 'types', 'name', '@include(if: true)', '@skip', '$x'],
      ...[`"${SECRET}"`, `"""${SECRET}"""`, `"${SECRET}`, `{ x: "${SECRET}" }`, '(password: ', '(first: '],
    ),
    { maxLength: 30 },
  )
  .map((words) => words.join(' '));

/** The bytes that Node lets into a header. */
const headerValue = fc
  .string({
    unit: fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((unit) => String.fromCharCode(unit)),
      fc.integer({ min: 0xa0, max: 0xff }).map((unit) => String.fromCharCode(unit)),
      fc.constantFrom(
        '\t',
        SECRET,
        'application/json',
        'text/html',
        '*/*',
        ';q=',
        ',',
        'Bearer ',
        'charset=',
      ),
    ),
    maxLength: 40,
  })
  .map((line) => line.trim());

/** OWASP ASVS 5.0, 16.5: any input gets a response of a known form that gives nothing away. */
describe('whatever is sent', () => {
  let server: TestServer;

  beforeAll(async () => {
    const boundless = '1000000/10m';
    server = await startServer({
      LIMIT_LOGINS_PER_USERNAME: boundless,
      LIMIT_LOGINS_PER_ADDRESS: boundless,
      LIMIT_CODES_PER_ADDRESS: boundless,
      LIMIT_SENDS_PER_ADDRESS: boundless,
      LIMIT_SENDS_PER_USER: boundless,
      TWO_FACTOR_TIMEOUT: '1s',
    });
  });
  afterEach(() => {
    const lines = server.log().split('\n');
    expect(lines.filter((line) => line.includes(SECRET))).toEqual([]);
  });
  afterAll(() => server.close());

  /** Compares the response with the promise. */
  async function check(response: Response): Promise<void> {
    const body = await response.text();
    expect(response.status).toBeLessThan(500);
    expect(body).not.toContain(SECRET);
    for (const [, header] of response.headers) expect(header).not.toContain(SECRET);
    const { data, errors } = JSON.parse(body) as {
      data?: unknown;
      errors?: { message: string; extensions: { code: string } }[];
    };
    expect(data !== undefined || errors !== undefined).toBe(true);
    for (const { message, extensions } of errors ?? []) {
      expect(message).toEqual(expect.any(String));
      expect([...CODES]).toContain(extensions.code);
    }
  }

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  const send = async (body: unknown, { access }: Partial<Pick<Pair, 'access'>> = {}) =>
    check(
      await post(JSON.stringify(body), access === undefined ? {} : { authorization: `Bearer ${access}` }),
    );

  it(
    'as a document',
    () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(wordSalad, text), (query) => send({ query })),
        // Words in any order hardly ever make a document that is valid but for a value.
        { ...runs(125), examples: [[`{ users(first: "${SECRET}") { totalCount } }`]] },
      ),
    TIMEOUT_MS,
  );

  it(
    'as a body',
    () => {
      const body = fc.oneof(
        text,
        fc.json(),
        fc
          .record(
            {
              query: fc.oneof({ weight: 4, arbitrary: fc.constant('query A { __typename }') }, value),
              operationName: fc.oneof(fc.constant(SECRET), text, value),
              variables: fc.oneof(fc.constant({ [SECRET]: SECRET }), value),
              extensions: fc.oneof(fc.constant({ persistedQuery: SECRET }), fc.constant(null), value),
            },
            { requiredKeys: [] },
          )
          .map((fields) => JSON.stringify(fields)),
      );
      return fc.assert(
        fc.asyncProperty(body, async (sent) => check(await post(sent))),
        {
          ...runs(125),
          // What this found before: the message repeated the name.
          examples: [[JSON.stringify({ query: 'query A { __typename }', operationName: SECRET })]],
        },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as variables, signed in or not',
    async () => {
      const staff = await server.createUser({ isStaff: true });
      await fc.assert(
        fc.asyncProperty(filledIn, fc.boolean(), async (body, signedIn) => {
          // A new sign-in each time: among the operations are some that end the session.
          const pair = signedIn ? (await signIn(server, staff)).pair : {};
          await send(body, pair);
        }),
        {
          ...runs(25),
          // What this found before: a null in the place of a default is refused only during execution.
          examples: [[{ query: USERS, variables: { first: null } }, true]],
        },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as headers',
    () => {
      // Not X-Forwarded-For: it comes from a proxy that is trusted with the address of the client.
      const names = ['accept', 'accept-language', 'authorization', 'origin', 'user-agent', 'cookie'];
      const others = ['x-request-id', 'traceparent', 'apollo-require-preflight', 'x-http-method-override'];
      const type = fc.oneof(fc.constant('application/json'), headerValue);
      const headers = fc.record(
        {
          ...Object.fromEntries([...names, ...others].map((name) => [name, headerValue])),
          'content-type': type,
        },
        { requiredKeys: [] },
      );
      const body = JSON.stringify({ query: '{ me { id } }' });
      return fc.assert(
        fc.asyncProperty(headers, async (sent) => check(await post(body, sent))),
        runs(75),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as an address',
    () => {
      // What a URL cannot hold cannot be sent either. Paths are logged: secrets have no place there.
      const path = fc
        .tuple(fc.constantFrom('graphql', '.well-known/', 'health/', ''), text)
        .map(([start, rest]) => `${start}${encodeURIComponent(rest.toWellFormed().replaceAll(SECRET, ''))}`);
      const get = (url: string) => fetch(url, { headers: { 'apollo-require-preflight': '1' } });
      return fc.assert(
        fc.asyncProperty(path, text, async (where, query) => {
          const search = new URLSearchParams({ query, variables: query, operationName: query }).toString();
          await check(await get(`${server.url}/x${where}`));
          await check(await get(`${server.url}/graphql?${search}`));
        }),
        runs(30),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as username and password',
    async () => {
      const { username } = await server.createUser();
      const name = fc.oneof(text, fc.constant(username), fc.constant(SECRET));
      await fc.assert(
        fc.asyncProperty(name, fc.oneof(text, fc.constant(SECRET)), async (who, password) => {
          const { errors } = await server.client().obtainToken(who, password);
          expect(['INVALID_CREDENTIALS', 'BAD_USER_INPUT']).toContain(errors?.[0]?.extensions.code);
          expect(JSON.stringify(errors)).not.toContain(SECRET);
        }),
        runs(10),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as a code that is not the code',
    async () => {
      const { client, challenge, code } = await waitingLogin(server);
      const token = fc.oneof(
        text,
        fc.string({ unit: anyOf('0123456789٣९ '), minLength: 5, maxLength: 7 }),
        fc.constantFrom(` ${code}`, `${code}\n`, `${code}\0`, `+${code}`, code.slice(0, 5), `0${code}`),
      );
      const known = ['BAD_USER_INPUT', 'INVALID_TWO_FACTOR_TOKEN', 'CHALLENGE_EXPIRED', 'RATE_LIMITED'];
      await fc.assert(
        fc.asyncProperty(token, async (tried) => {
          fc.pre(tried !== code);
          const { data, errors } = await client.verifyTwoFactorToken({ challenge, token: tried });
          expect(data ?? null).toBeNull();
          expect(known).toContain(errors?.[0]?.extensions.code);
          expect(JSON.stringify(errors)).not.toContain(SECRET);
        }),
        runs(50),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'as a phone number',
    async () => {
      const { client } = await signIn(server, await server.createUser());
      const phone = fc.oneof(
        text,
        fc.constant(SECRET),
        fc.string({ unit: anyOf('+0123456789 -()./;ext='), maxLength: 20 }),
        fc.bigInt({ min: 10_000_000n, max: 999_999_999_999_999n }).map((digits) => `+${digits}`),
        fc.nat(9).map((digit) => `+4850123000${digit}`),
      );
      await fc.assert(
        fc.asyncProperty(phone, fc.oneof(text, fc.constant('123456')), async (number, token) => {
          for (const { errors } of [
            await askPatiently(client, number),
            await client.registerPhone(number, token),
          ]) {
            expect(JSON.stringify(errors ?? [])).not.toContain(SECRET);
            for (const { extensions } of errors ?? []) expect([...CODES]).toContain(extensions.code);
          }
        }),
        runs(30),
      );
    },
    TIMEOUT_MS,
  );

  /** The number that never gets a reply costs a second each time; once is enough. */
  let hung = false;
  async function askPatiently(client: Client, phone: string) {
    if (phone.endsWith('0006') && hung) return { errors: [] };
    hung ||= phone.endsWith('0006');
    return client.verifyPhone(phone);
  }

  it(
    'as a token: nearly right is refused like any other',
    async () => {
      const { pair } = await switchOn(server, await server.createUser());
      const { challenge } = await waitingLogin(server);
      const originals = [pair.access, pair.refresh, challenge];
      const nearly = fc
        .tuple(fc.constantFrom(...originals), fc.nat(), fc.constantFrom('', ...Array.from('AZaz09-_. ')))
        .map(([original, at, unit]) => {
          const position = at % original.length;
          return original.slice(0, position) + unit + original.slice(position + 1);
        })
        .filter((token) => !originals.includes(token));
      const token = fc.oneof(nearly, text, fc.constant(`${pair.access.slice(0, 20)}${SECRET}`));
      await fc.assert(
        fc.asyncProperty(token, async (tried) => {
          const client = server.client();
          const refreshed = await client.refreshToken(tried);
          expect(refreshed.errors?.[0]?.extensions.code).toBe('TOKEN_INVALID');
          expect((await client.revokeToken(tried)).data).toEqual({ revokeToken: false });
          const late = await client.verifyTwoFactorToken({ challenge: tried, token: '123456' });
          expect(late.errors?.[0]?.extensions.code).toBe('CHALLENGE_EXPIRED');
          if (/^[\x21-\x7e]+$/.test(tried)) {
            const me = await client.as(tried).me();
            expect([me.status, me.errors?.[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
          }
        }),
        runs(30),
      );
      expect((await server.client().refreshToken(pair.refresh)).errors).toBeUndefined();
    },
    TIMEOUT_MS,
  );
});
