import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTime, GraphQLEmailAddress } from 'graphql-scalars';

/**
 * Checks only that the value is a string. The service checks that the number exists, so that the response is an error of
 * the field with its own code. (The scalar of graphql-scalars refuses spaces and repeats the input in its errors.)
 */
export const PhoneNumber = new GraphQLScalarType<string, string>({
  name: 'PhoneNumber',
  description:
    'A phone number in international notation. The input may have spaces, dashes and brackets: `+48 123 456 789`. The output is in E.164 format: `+48123456789`.',
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
  'A date and time in UTC, in RFC 3339 format: `2026-03-01T12:30:00.000Z`.',
);
export const EmailAddress = described(GraphQLEmailAddress, 'An e-mail address: `ada@example.com`.');

function described(scalar: GraphQLScalarType, description: string): GraphQLScalarType {
  return new GraphQLScalarType({ ...scalar.toConfig(), description });
}
