import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.js';

@ObjectType('RecoveryCodes', { description: 'New recovery codes. The server cannot show them again.' })
export class RecoveryCodesType {
  @Field(() => [String], {
    description:
      'Ten codes. Each works once, instead of the second factor. Let the user copy, download or print them. Never send them by mail.',
  })
  readonly codes!: readonly string[];

  @Field(() => DateTime, { description: 'Time when they were made.' })
  readonly createdAt!: Date;
}
