import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';

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
  ...stringOnly('A phone number is a string.'),
});

/** As `PhoneNumber`: the service checks the address, and the error does not repeat it. */
export const EmailAddress = new GraphQLScalarType<string, string>({
  name: 'EmailAddress',
  description: 'An e-mail address: `ada@example.com`.',
  specifiedByURL: 'https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address',
  serialize: (value) => String(value),
  ...stringOnly('An e-mail address is a string.'),
});

function stringOnly(problem: string) {
  const parse = (value: unknown): string => {
    if (typeof value !== 'string') throw new GraphQLError(problem);
    return value;
  };
  return {
    parseValue: parse,
    parseLiteral: (node: ValueNode) => parse(node.kind === Kind.STRING ? node.value : undefined),
  };
}

export const DateTime = described(
  GraphQLDateTime,
  'A date and time in UTC, in RFC 3339 format: `2026-03-01T12:30:00.000Z`.',
);

function described(scalar: GraphQLScalarType, description: string): GraphQLScalarType {
  return new GraphQLScalarType({ ...scalar.toConfig(), description });
}
