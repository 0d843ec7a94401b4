import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInputType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isRequiredArgument,
} from 'graphql';
import { decodeJwt } from 'jose';
import { createSchema } from '../../src/schema.js';
import { addApp } from '../setup/factors/authenticator-app.js';
import { type Client, codeOf, dataOf, type Pair, pairOf } from '../setup/client.js';
import { otherThan, signIn } from '../setup/flows.js';
import { addPasskey, PASSKEY_ORIGIN, startPasskeyServer } from '../setup/factors/passkeys.js';
import { newPhone, type TestServer } from '../setup/server.js';

const REFUSAL = 'TWO_FACTOR_ENROLLMENT_REQUIRED';

/** What a session that may only enroll can do, besides what needs no session. */
const ALLOWED = [
  ...['me', 'verifyPhone', 'registerPhone', 'startAuthenticatorApp', 'confirmAuthenticatorApp'],
  ...['startPasskey', 'confirmPasskey'],
];
/** Fields of `me` that are more than the account itself. */
const REFUSED_OF_USER = ['securityEvents', 'sessions'];

type Field = GraphQLField<unknown, unknown>;

const schema = createSchema();
const fieldsOf = (type: string): Field[] => {
  const found = schema.getType(type);
  return found && 'getFields' in found ? (Object.values(found.getFields()) as Field[]) : [];
};
const operations = [
  ...fieldsOf('Query').map((field) => ({ kind: 'query', name: field.name, field })),
  ...fieldsOf('Mutation').map((field) => ({ kind: 'mutation', name: field.name, field })),
];
const isRefusalDescribed = ({ description }: Field) =>
  /^Errors: .*/m.exec(description ?? '')?.[0].includes(REFUSAL) ?? false;

describe('a session that may only enroll', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startPasskeyServer({ TWO_FACTOR_POLICY: 'required', JWT_AUDIENCE: 'api' });
  });
  afterAll(() => server.close());

  const enrolling = async (options = {}) => signIn(server, await server.createUser(options));

  it.each(operations)('may not call $name unless it adds a factor or needs no session', async (operation) => {
    const { client } = await enrolling({ isStaff: true });
    const without = codeOf(await send(server.client(), operation));
    const within = codeOf(await send(client, operation));
    const needsSession = without === 'UNAUTHENTICATED';
    const isRefused = needsSession && !ALLOWED.includes(operation.name);
    if (isRefused) expect(within).toBe(REFUSAL);
    else expect(within).not.toBe(REFUSAL);
    // To whom it makes no difference who is signed in.
    if (!needsSession && operation.name !== 'me') expect(within).toBe(without);
    expect(isRefusalDescribed(operation.field)).toBe(isRefused);
  });

  it.each(fieldsOf('User').map((field) => ({ name: field.name, field })))(
    'reads $name of itself if it is of the account',
    async ({ name, field }) => {
      const { client } = await enrolling();
      const isRefused = REFUSED_OF_USER.includes(name);
      const response = await client.query(`{ me { ${name}${selectionOf(field)} } }`);
      expect(codeOf(response)).toBe(isRefused ? REFUSAL : undefined);
      expect(isRefusalDescribed(field)).toBe(isRefused);
    },
  );

  it('has an access token that no other service takes, and keeps it at a refresh', async () => {
    const { client, pair } = await enrolling();
    const limited = { aud: PASSKEY_ORIGIN, acr: 'aal1', amr: ['pwd'] };
    expect(decodeJwt(pair.access)).toMatchObject(limited);
    const refreshed = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    expect(decodeJwt(refreshed.access)).toMatchObject(limited);
    expect(codeOf(await client.as(refreshed.access).sessions())).toBe(REFUSAL);
    expect(dataOf(await server.client().revokeToken(refreshed.refresh)).revokeToken).toBe(true);
  });

  it.each([
    ['an app', async (client: Client) => (await addApp(server, client)).pair],
    ['a passkey', async (client: Client) => (await addPasskey(client)).pair],
    ['a phone', addPhone],
  ])('becomes a full one with %s', async (_what, add) => {
    const { client } = await enrolling();
    const { access } = await add(client);
    expect(decodeJwt(access)).toMatchObject({ aud: 'api', acr: 'aal2' });
    expect(decodeJwt(access)).not.toHaveProperty('scope');
    expect(dataOf(await client.as(access).sessions()).me.sessions).toHaveLength(1);
    expect(codeOf(await client.me())).toBe('UNAUTHENTICATED');
  });

  it('stays one after a wrong code', async () => {
    const { client } = await enrolling();
    const phone = newPhone();
    const { challenge } = dataOf(await client.verifyPhone(phone)).verifyPhone;
    const { code } = server.messageTo(phone);
    expect(codeOf(await client.registerPhone(phone, otherThan(code)))).toBe('INVALID_TWO_FACTOR_TOKEN');
    server.passSeconds(60);
    dataOf(await client.resendTwoFactorToken(challenge));
    expect(codeOf(await client.sessions())).toBe(REFUSAL);
  });

  async function addPhone(client: Client): Promise<Pair> {
    const phone = newPhone();
    dataOf(await client.verifyPhone(phone));
    return pairOf(dataOf(await client.registerPhone(phone, server.messageTo(phone).code)).registerPhone);
  }
});

/** Calls an operation with values that fit the types of its arguments. */
function send(client: Client, { kind, field }: { kind: string; field: Field }) {
  const given = field.args.filter(isRequiredArgument);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const inBrackets = (list: string) => (list ? `(${list})` : '');
  const variables = Object.fromEntries(given.map(({ name, type }) => [name, valueOf(type)]));
  const document = `${kind} ${inBrackets(declared)} { ${field.name}${inBrackets(passed)}${selectionOf(field)} }`;
  return client.query(document, variables);
}

function selectionOf({ type }: Field): string {
  return isCompositeType(getNamedType(type)) ? ' { __typename }' : '';
}

const VALUES: Readonly<Record<string, () => unknown>> = {
  String: () => 'text',
  ID: () => randomUUID(),
  Int: () => 1,
  Boolean: () => true,
  PhoneNumber: () => newPhone(),
  EmailAddress: () => `${randomUUID()}@example.com`,
  PasskeyAssertion: () => ({}),
  PasskeyAttestation: () => ({}),
};

function valueOf(type: GraphQLInputType): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) return {};
  const value = VALUES[named.name];
  if (!value) throw new Error(`Give this test a value of the type ${named.name}.`);
  return value();
}
