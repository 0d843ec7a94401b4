import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.js';
import { PasskeyRequestOptions } from './passkey-json.type.js';

@ObjectType('PasskeyRequest', { description: 'Options to use a passkey once.' })
export class PasskeyRequestType {
  @Field(() => String, {
    description:
      'Challenge for `verifyPasskey`. It is the same as the one that was sent to `requestPasskey`, if there was one. Keep it in memory only.',
  })
  readonly challenge!: string;

  @Field(() => PasskeyRequestOptions, { description: 'Options for `navigator.credentials.get`.' })
  readonly options!: object;

  @Field(() => DateTime, { description: 'Time when these options expire.' })
  readonly expiresAt!: Date;
}
