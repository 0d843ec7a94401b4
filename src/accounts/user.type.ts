import { Ctx, Field, ID, ObjectType } from 'type-graphql';
import type { FactorKind } from '../core/factor-kind.js';
import { requireSelf } from '../core/request-scope.js';
import { maskPhone } from '../factors/phone/phone-number.js';
import { TwoFactorKind } from '../factors/two-factor-method.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import type { ViewerUser } from '../sessions/viewer.sql.js';
import { isGuarded, type User } from './user.entity.js';
import { UserState } from './user-state.enum.js';
import { stateOf, type UserState as State } from './user-state.js';
import { DateTime, EmailAddress, PhoneNumber } from '../graphql/scalars.js';

/** The only way from the row of a user to the API: a column that is not copied here is not shown. */
@ObjectType('User', { description: 'A user account.' })
export class UserType {
  @Field(() => ID, {
    description: 'Id of the user. It never changes. The tokens of the user carry it as `sub`.',
  })
  readonly id: string;

  @Field(() => String, { description: 'Name to sign in with. Upper and lower case are the same.' })
  readonly username: string;

  @Field(() => EmailAddress, { nullable: true, description: 'E-mail address of the user, if known.' })
  readonly email: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time when the user confirmed the e-mail address. Null before that.',
  })
  readonly emailVerifiedAt: Date | null;

  @Field(() => Boolean, { description: 'False if staff deactivated the user. See `state`.' })
  readonly isActive: boolean;

  @Field(() => UserState, { description: 'Whether the user can sign in, and why not.' })
  readonly state: State;

  @Field(() => Boolean, {
    description:
      'True if the user is staff: can read all users and security events, and invite, deactivate, sign out and help other users.',
  })
  readonly isStaff: boolean;

  @Field(() => PhoneNumber, {
    nullable: true,
    description:
      'Phone number that the codes are sent to. Only for `me`. Staff can use `phoneMasked`.\n\nErrors: `FORBIDDEN`.',
  })
  phone(@Ctx() context: GraphQLContext): string | null {
    requireSelf(context.requireViewer('enrolling'), this.id);
    return this.provenPhone;
  }

  @Field(() => String, {
    nullable: true,
    description:
      'Phone number that the codes are sent to. Only the country code and the last two digits are visible, for example `+48 •• ••• •• 89`.',
  })
  phoneMasked(): string | null {
    return this.provenPhone === null ? null : maskPhone(this.provenPhone);
  }

  @Field(() => Boolean, { description: 'True if a sign-in needs a second factor after the password.' })
  readonly twoFactorEnabled: boolean;

  @Field(() => TwoFactorKind, {
    nullable: true,
    description: 'The kind of factor that a sign-in begins with. Null if the user has not chosen one.',
  })
  readonly preferredTwoFactorMethod: FactorKind | null;

  @Field(() => DateTime, { description: 'Time when the account was created.' })
  readonly createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time of the last sign-in. Null before the first one.',
  })
  readonly lastLoginAt: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'Time when the account is removed: after `deleteAccount`, or if its address is not confirmed until then. Null otherwise.',
  })
  readonly deletesAt: Date | null;

  /** Not a field: `phone` says who may see it. */
  readonly provenPhone: string | null;

  constructor(user: ViewerUser & Partial<Pick<User, 'unverifiedUntil' | 'passwordHash'>>) {
    this.id = user.id;
    this.username = user.username;
    this.email = user.email ?? null;
    this.emailVerifiedAt = user.emailVerifiedAt ?? null;
    this.isActive = user.isActive;
    this.state = stateOf(user);
    this.isStaff = user.isStaff;
    this.provenPhone = user.phone ?? null;
    this.twoFactorEnabled = isGuarded(user);
    this.preferredTwoFactorMethod = user.preferredFactor ?? null;
    this.createdAt = user.createdAt;
    this.lastLoginAt = user.lastLoginAt ?? null;
    this.deletesAt = user.deletesAt ?? user.unverifiedUntil ?? null;
  }
}
