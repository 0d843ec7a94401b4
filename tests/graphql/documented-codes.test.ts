import { describe, expect, it } from '@jest/globals';
import { requireDocumented } from '../setup/documented-codes.js';

const DOCUMENT = `
  mutation { out: revokeToken(refresh: "r") }
  query { me { ...Places } }
  fragment Places on User { where: sessions { id } }
`;

const returning =
  (code: string, ...path: (string | number)[]) =>
  () =>
    requireDocumented(DOCUMENT, [{ extensions: { code }, ...(path.length > 0 && { path }) }]);

/** Every test runs this check on its responses. Only here it has to fail. */
describe('the check that a code stands in the description of the field', () => {
  it('accepts what is there, and what any field can return', () => {
    expect(returning('UNAUTHENTICATED', 'out')).not.toThrow();
    expect(returning('FORBIDDEN', 'me', 'where', 0)).not.toThrow();
    expect(returning('SERVICE_UNAVAILABLE', 'me')).not.toThrow();
    expect(returning('UNAUTHENTICATED')).not.toThrow();
  });

  it('refuses another, under an alias and in a fragment too', () => {
    expect(returning('TOKEN_INVALID', 'out')).toThrow('that out can return TOKEN_INVALID');
    expect(returning('BAD_USER_INPUT', 'me', 'where', 0)).toThrow('that where can return');
    expect(returning('UNKNOWN', 'me')).toThrow('that me can return');
    expect(returning('RATE_LIMITED')).toThrow('that any operation can return');
  });
});
