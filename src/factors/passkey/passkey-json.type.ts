import { GraphQLError, GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/**
 * The JSON types of WebAuthn Level 3. They stay as browsers write and read them, so that a client passes them through
 * unchanged. What comes in is only known to be an object here: the service reads it field by field.
 */
const json = (name: string, description: string, specifiedByURL: string, direction: 'in' | 'out') =>
  new GraphQLScalarType<unknown>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => value,
    parseValue: (value) => (direction === 'in' ? requireObject(value) : refuse()),
    parseLiteral: (node, variables) =>
      direction === 'in' ? requireObject(valueFromASTUntyped(node, variables)) : refuse(),
  });

const SPECIFICATION = 'https://www.w3.org/TR/webauthn-3/#';

export const PasskeyRequestOptions = json(
  'PasskeyRequestOptions',
  'Options to use a passkey, as JSON (`PublicKeyCredentialRequestOptionsJSON`). Give them to `PublicKeyCredential.parseRequestOptionsFromJSON` and then to `navigator.credentials.get` as `publicKey`.',
  `${SPECIFICATION}dictdef-publickeycredentialrequestoptionsjson`,
  'out',
);

export const PasskeyCreationOptions = json(
  'PasskeyCreationOptions',
  'Options to make a passkey, as JSON (`PublicKeyCredentialCreationOptionsJSON`). Give them to `PublicKeyCredential.parseCreationOptionsFromJSON` and then to `navigator.credentials.create` as `publicKey`.',
  `${SPECIFICATION}dictdef-publickeycredentialcreationoptionsjson`,
  'out',
);

export const PasskeyAssertion = json(
  'PasskeyAssertion',
  'The result of `navigator.credentials.get`, as JSON (`AuthenticationResponseJSON`). It is what `toJSON()` of the credential returns.',
  `${SPECIFICATION}dictdef-authenticationresponsejson`,
  'in',
);

export const PasskeyAttestation = json(
  'PasskeyAttestation',
  'The result of `navigator.credentials.create`, as JSON (`RegistrationResponseJSON`). It is what `toJSON()` of the credential returns.',
  `${SPECIFICATION}dictdef-registrationresponsejson`,
  'in',
);

function requireObject(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new GraphQLError('The response of a passkey is an object.');
  return value;
}

function refuse(): never {
  throw new GraphQLError('These options are no input.');
}
