import { Field, ID, ObjectType } from 'type-graphql';
import type { User } from '../../entities/index.js';
import { DateTime, EmailAddress, PhoneNumber } from './scalars.js';

/** The only way from the user's row to the API: what is not copied here cannot get out. */
@ObjectType('User', { description: 'A person who can sign in.' })
export class UserType {
  @Field(() => ID, { description: 'Never changes; the `sub` of the user’s tokens.' })
  readonly id: string;

  @Field(() => String, { description: 'The name to sign in with. Upper and lower case are the same.' })
  readonly username: string;

  @Field(() => EmailAddress, { nullable: true, description: 'Where the user can be written to, if known.' })
  readonly email: string | null;

  @Field(() => Boolean, { description: 'Whether the user may sign in.' })
  readonly isActive: boolean;

  @Field(() => Boolean, { description: 'Whether the user may see all users.' })
  readonly isStaff: boolean;

  @Field(() => PhoneNumber, { nullable: true, description: 'The proven number that codes go to.' })
  readonly phone: string | null;

  @Field(() => Boolean, { description: 'Whether signing in takes a code besides the password.' })
  readonly twoFactorEnabled: boolean;

  @Field(() => DateTime, { description: 'When the account was made.' })
  readonly createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'The last completed sign-in; null before the first.',
  })
  readonly lastLoginAt: Date | null;

  constructor(user: User) {
    this.id = user.id;
    this.username = user.username;
    this.email = user.email ?? null;
    this.isActive = user.isActive;
    this.isStaff = user.isStaff;
    this.phone = user.phone ?? null;
    this.twoFactorEnabled = user.guardPhone() !== null;
    this.createdAt = user.createdAt;
    this.lastLoginAt = user.lastLoginAt ?? null;
  }
}
