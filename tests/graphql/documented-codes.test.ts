import { describe, expect, it } from '@jest/globals';
import { requireDocumented } from '../helpers/documented-codes.js';

const DOCUMENT = `
  mutation { out: revokeToken(refresh: "r") }
  query { me { ...Places } }
  fragment Places on User { where: sessions { id } }
`;

const answer =
  (code: string, ...path: (string | number)[]) =>
  () =>
    requireDocumented(DOCUMENT, [{ extensions: { code }, ...(path.length > 0 && { path }) }]);

/** It looks at every answer that any test meets, so it is shown here alone that it can say no. */
describe('the check that a code stands in the description of the field', () => {
  it('takes what is there, and what any field may answer', () => {
    expect(answer('UNAUTHENTICATED', 'out')).not.toThrow();
    expect(answer('FORBIDDEN', 'me', 'where', 0)).not.toThrow();
    expect(answer('SERVICE_UNAVAILABLE', 'me')).not.toThrow();
    expect(answer('UNAUTHENTICATED')).not.toThrow();
  });

  it('refuses another, under an alias and in a fragment too', () => {
    expect(answer('TOKEN_INVALID', 'out')).toThrow('that out may answer TOKEN_INVALID');
    expect(answer('BAD_USER_INPUT', 'me', 'where', 0)).toThrow('that where may answer');
    expect(answer('UNKNOWN', 'me')).toThrow('that me may answer');
    expect(answer('RATE_LIMITED')).toThrow('that any operation may answer');
  });
});
