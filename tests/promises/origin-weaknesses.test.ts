import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

/**
 * The weaknesses that were measured in the original, in its order, and the tests that prevent their return. The test
 * here fails if one of those is renamed or deleted.
 */
const WEAKNESSES: readonly (readonly [weakness: string, file: string, test: string])[] = [
  ['1. everybody could list the users', 'admin/users.test.ts', 'are shown to staff only'],
  ['1. users had their password hash', 'admin/users.test.ts', 'have no field with a secret'],
  [
    '2. an old token could replace the phone',
    'accounts/credential-change.test.ts',
    'of the phone is refused to a session from before the second factor',
  ],
  [
    '2. a token without a code could replace the phone',
    'accounts/credential-change.test.ts',
    'of the phone needs the second factor within the last five minutes',
  ],
  [
    '3. sessions survived the second factor',
    'sessions/sessions.test.ts',
    'ends when the second factor is switched on',
  ],
  [
    '3. sessions survived a new password and a deactivation',
    'sessions/sessions.test.ts',
    'ends when staff changes the password or deactivates the user',
  ],
  ['3. there was no logout', 'sessions/sessions.test.ts', 'ends at the logout with its access tokens'],
  ['4. codes could be guessed', 'factors/phone/codes.test.ts', 'is refused after five wrong ones'],
  [
    '4. passwords could be guessed',
    'sign-in/passwords.test.ts',
    'is limited after ten wrong passwords and says how long to wait',
  ],
  [
    '5. each of many calls sent a message',
    'factors/phone/sends/sends.test.ts',
    'let one message go for twenty calls at once',
  ],
  [
    '5. messages to a number had no limit',
    'factors/phone/sends/sends.test.ts',
    'let four messages go to a number in ten minutes, also after each pause',
  ],
  [
    '6. a hanging provider blocked everybody',
    'factors/phone/sends/delivery.test.ts',
    'does not delay other requests',
  ],
  [
    '6. a hanging provider was awaited forever, 7. and an outage looked like a wrong code',
    'factors/phone/sends/delivery.test.ts',
    'is PROVIDER_UNAVAILABLE when it %s',
  ],
  [
    '8. it showed whose number is registered',
    'factors/phone/codes.test.ts',
    'shows that a number is taken only to the user who proved it',
  ],
  [
    '9. unusual input was an internal error',
    'promises/input.test.ts',
    'as code or phone is BAD_USER_INPUT whatever its form',
  ],
  [
    '10. a code worked without the password',
    'factors/phone/codes.test.ts',
    'for a login without a challenge needs the password',
  ],
  [
    '10. a code for a phone worked for another user',
    'factors/phone/codes.test.ts',
    'for a phone belongs to the user who requested it',
  ],
  [
    '11. pages of users had no stable order',
    'admin/users.test.ts',
    'are paged in a stable order, each user once',
  ],
  ['12. a secret was published with the code', 'config/config.test.ts', 'refuses to start without %s'],
];

it.each(WEAKNESSES)('a test prevents the weakness: %s', (_weakness, file, name) => {
  const text = readFileSync(join(import.meta.dirname, '..', file), 'utf8');
  const declaration = new RegExp(`^\\s*(it|\\]\\)|it\\.each\\(.*\\))\\(\\s*'${escape(name)}',`, 'm');
  expect(text).toMatch(declaration);
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
