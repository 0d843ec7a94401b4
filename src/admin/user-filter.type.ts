import { Field, InputType } from 'type-graphql';
import type { UserFilter } from './user-page.js';

@InputType('UserFilter', {
  description: 'Conditions for a list of users. A user must meet all of them. Unset fields are ignored.',
})
export class UserFilterInput implements UserFilter {
  @Field(() => Boolean, { nullable: true, description: 'Whether the user can sign in.' })
  readonly isActive?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the user is staff.' })
  readonly isStaff?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the second factor is on.' })
  readonly twoFactorEnabled?: boolean | null;
}
