import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLEmailAddress } from 'graphql-scalars';

/**
 * Only the type is judged here. Whether the number exists is for the service to say, so that the answer is an
 * error of the field, with its code, and not a refusal of the whole request. (The scalar of graphql-scalars
 * refuses spaces, and repeats what was typed in its errors.)
 */
export const PhoneNumber = new GraphQLScalarType<string, string>({
  name: 'PhoneNumber',
  description:
    'A phone number in international notation. Goes in with or without spaces, dashes and brackets (`+48 123 456 789`); comes out as E.164 (`+48123456789`).',
  specifiedByURL: 'https://www.itu.int/rec/T-REC-E.164',
  serialize: (value) => String(value),
  parseValue: requireString,
  parseLiteral: (node) => requireString(node.kind === Kind.STRING ? node.value : undefined),
});

function requireString(value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError('A phone number is a string.');
  return value;
}

export const DateTime = described(
  GraphQLDateTime,
  'A moment in UTC as RFC 3339 writes it: `2026-03-01T12:30:00.000Z`.',
);
export const EmailAddress = described(GraphQLEmailAddress, 'An e-mail address: `ada@example.com`.');

function described(scalar: GraphQLScalarType, description: string): GraphQLScalarType {
  return new GraphQLScalarType({ ...scalar.toConfig(), description });
}
