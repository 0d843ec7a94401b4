import { registerEnumType } from 'type-graphql';
import type { UserState as State } from './user-state.js';

/** The schema's names of the states. */
export const UserState = {
  ACTIVE: 'active',
  INVITED: 'invited',
  UNCONFIRMED: 'unconfirmed',
  DEACTIVATED: 'deactivated',
} as const satisfies Record<string, State>;

registerEnumType(UserState, {
  name: 'UserState',
  description: 'Whether a user can sign in, and why not.',
  valuesConfig: {
    ACTIVE: { description: 'The user can sign in.' },
    INVITED: {
      description:
        'Staff invited the user. The user has not accepted yet, and has no password. See `revokeInvitation`.',
    },
    UNCONFIRMED: { description: 'The user registered and has not confirmed the e-mail address yet.' },
    DEACTIVATED: { description: 'Staff deactivated the user. See `activateUser`.' },
  },
});
