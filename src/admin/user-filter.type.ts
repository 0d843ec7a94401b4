import { Field, InputType } from 'type-graphql';
import { UserState } from '../accounts/user-state.enum.js';
import type { UserState as State } from '../accounts/user-state.js';
import type { UserFilter } from './user-page.js';

@InputType('UserFilter', {
  description: 'Conditions for a list of users. A user must meet all of them. Unset fields are ignored.',
})
export class UserFilterInput implements UserFilter {
  @Field(() => Boolean, { nullable: true, description: 'False for users that staff deactivated.' })
  readonly isActive?: boolean | null;

  @Field(() => UserState, { nullable: true, description: 'Whether the user can sign in, and why not.' })
  readonly state?: State | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user is staff.' })
  readonly isStaff?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the second factor is on.' })
  readonly twoFactorEnabled?: boolean | null;
}
