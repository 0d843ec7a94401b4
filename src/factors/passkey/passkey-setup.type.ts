import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.js';
import { PasskeyCreationOptions } from './passkey-json.type.js';

@ObjectType('PasskeySetup', {
  description: 'Options to make a passkey. It becomes a second factor when `confirmPasskey` accepts it.',
})
export class PasskeySetupType {
  @Field(() => ID, { description: 'Id for `confirmPasskey`.' })
  readonly enrollment!: string;

  @Field(() => PasskeyCreationOptions, { description: 'Options for `navigator.credentials.create`.' })
  readonly options!: object;

  @Field(() => DateTime, { description: 'Time when this setup expires.' })
  readonly expiresAt!: Date;
}
