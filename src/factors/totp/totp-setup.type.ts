import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.js';

@ObjectType('AuthenticatorAppSetup', {
  description:
    'A secret for an authenticator app. The app becomes a second factor when `confirmAuthenticatorApp` accepts its first code.',
})
export class AuthenticatorAppSetupType {
  @Field(() => ID, { description: 'Id for `confirmAuthenticatorApp`.' })
  readonly enrollment!: string;

  @Field(() => String, { description: 'The secret in base 32, for users who cannot scan. Do not store it.' })
  readonly secret!: string;

  @Field(() => String, {
    description: 'Address that starts with `otpauth://`. Show it as a QR code, or as a link on a phone.',
  })
  readonly uri!: string;

  @Field(() => DateTime, { description: 'Time when this setup expires.' })
  readonly expiresAt!: Date;
}
