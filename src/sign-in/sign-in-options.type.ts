import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Registration, TwoFactorPolicy } from '../config/config.js';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import { TwoFactorChannel } from '../factors/phone/channel.enum.js';
import { TwoFactorKind } from '../factors/two-factor-method.type.js';

/** The schema's names of the policies, with what the services call them. */
const TwoFactorPolicyEnum = {
  OPTIONAL: 'optional',
  STAFF: 'staff',
  REQUIRED: 'required',
} as const satisfies Record<string, TwoFactorPolicy>;

registerEnumType(TwoFactorPolicyEnum, {
  name: 'TwoFactorPolicy',
  description: 'Who must have a second factor.',
  valuesConfig: {
    OPTIONAL: { description: 'Nobody. Each user decides.' },
    STAFF: { description: 'Staff must have one to use the operations for staff.' },
    REQUIRED: { description: 'Everybody. A user without one can only add one.' },
  },
});

const RegistrationEnum = {
  OPEN: 'open',
  INVITED: 'invited',
  CLOSED: 'closed',
} as const satisfies Record<string, Registration>;

registerEnumType(RegistrationEnum, {
  name: 'Registration',
  description: 'Who can make an account.',
  valuesConfig: {
    OPEN: { description: 'Everybody, with `register`.' },
    INVITED: { description: 'People that staff invites.' },
    CLOSED: { description: 'Nobody. The operator makes the accounts.' },
  },
});

@ObjectType('Branding', { description: 'Name, logo and colour of the product.' })
export class BrandingType {
  @Field(() => String, { description: 'Name of the product.' })
  readonly name!: string;

  @Field(() => String, { nullable: true, description: 'Main colour, as `#rrggbb`.' })
  readonly color!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Address of the logo.' })
  readonly logoUrl!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Address of the terms of use.' })
  readonly termsUrl!: string | undefined;

  @Field(() => String, { nullable: true, description: 'Address of the privacy policy.' })
  readonly privacyUrl!: string | undefined;
}

@ObjectType('SignInOptions', { description: 'Settings of this server that a sign-in page needs.' })
export class SignInOptionsType {
  @Field(() => BrandingType, { description: 'Name, logo and colour of the product.' })
  readonly branding!: BrandingType;

  @Field(() => [TwoFactorKind], { description: 'Kinds of second factors that this server can offer.' })
  readonly methods!: readonly FactorKind[];

  @Field(() => [TwoFactorChannel], { description: 'Ways to receive a code on a phone, the default first.' })
  readonly channels!: readonly Channel[];

  @Field(() => TwoFactorPolicyEnum, { description: 'Who must have a second factor.' })
  readonly twoFactorPolicy!: TwoFactorPolicy;

  @Field(() => RegistrationEnum, { description: 'Who can make an account.' })
  readonly registration!: Registration;

  @Field(() => Boolean, { description: 'True if users who forgot the password can set a new one by mail.' })
  readonly passwordReset!: boolean;

  @Field(() => Boolean, { description: 'True if a mail can take the place of the password.' })
  readonly emailSignIn!: boolean;

  @Field(() => Int, { description: 'Minimum number of characters in a new password.' })
  readonly passwordMinLength!: number;

  @Field(() => Boolean, {
    description: 'True if pages on the same site can use cookie mode (`X-Token-Mode: cookie`).',
  })
  readonly tokenCookies!: boolean;

  @Field(() => Boolean, {
    description: 'True if users can have a device remembered (`trustDevice`). It may differ for staff.',
  })
  readonly remembersDevices!: boolean;
}
