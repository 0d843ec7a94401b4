import { Field, Int, ObjectType } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { translate } from '../../graphql/messages/translate.js';
import { DateTime } from '../../graphql/scalars.js';
import type { OpenEmailStep } from './email-steps.js';

@ObjectType('EmailStep', {
  description:
    'The server sends a mail, if the address can be used here. The result is the same for every address, so that nobody learns who has an account.',
})
export class EmailStepType {
  @Field(() => String, {
    description: 'Send it with the code from the mail. The link in the mail has it as `challenge`.',
  })
  readonly challenge: string;

  @Field(() => Int, { description: 'Number of digits of the code in the mail.' })
  readonly codeLength: number;

  @Field(() => DateTime, {
    description: 'Time when the code expires. The link in the mail can be valid for longer.',
  })
  readonly expiresAt: Date;

  @Field(() => DateTime, { description: 'Time after which `resendEmail` can send the mail again.' })
  readonly resendAt: Date;

  @Field(() => String, { description: 'A sentence for the user, in the language of `Accept-Language`.' })
  readonly message: string;

  constructor({ challenge, codeLength, expiresAt, resendAt }: OpenEmailStep, context: GraphQLContext) {
    this.challenge = challenge;
    this.codeLength = codeLength;
    this.expiresAt = expiresAt;
    this.resendAt = resendAt;
    this.message = translate('mailSent', {}, context.requestLanguage.language) ?? '';
  }
}
