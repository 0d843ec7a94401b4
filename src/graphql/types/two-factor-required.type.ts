import { Ctx, Field, Int, ObjectType } from 'type-graphql';
import type { OpenChallenge } from '../../services/challenge.service.js';
import { maskPhone } from '../../services/phone-number.js';
import type { Channel } from '../../two-factor/two-factor-provider.js';
import type { GraphQLContext } from '../context.js';
import { en, type MessageKey } from '../messages/en.js';
import { translate } from '../messages/translate.js';
import { TwoFactorChannel } from './channel.enum.js';
import { DateTime } from './scalars.js';

@ObjectType('TwoFactorRequired', {
  description:
    'A code is on its way to a phone. Send it back with `verifyTwoFactorToken` (login) or `registerPhone` (a new phone). Nothing in here works as a token.',
})
export class TwoFactorRequiredType {
  @Field(() => String, { description: 'A sentence to show to the person.' })
  message(@Ctx() { reader }: GraphQLContext): string {
    const { codeLength, destination } = this;
    const key = SENT_BY[this.channel];
    return translate(key, { codeLength, destination }, reader.language) ?? en[key];
  }

  @Field(() => String, {
    description:
      'Names this step in `verifyTwoFactorToken` and `resendTwoFactorToken`. Opaque; keep it in memory.',
  })
  readonly challenge: string;

  @Field(() => TwoFactorChannel, { description: 'How the code was sent.' })
  readonly channel: Channel;

  @Field(() => [TwoFactorChannel], { description: 'What `resendTwoFactorToken` can be asked for.' })
  readonly availableChannels: readonly Channel[];

  @Field(() => String, {
    description: 'The number with all but its last two digits hidden: `+48 ••• ••• •89`.',
  })
  readonly destination: string;

  @Field(() => Int, { description: 'How many digits the code has.' })
  readonly codeLength: number;

  @Field(() => Int, { description: 'Wrong codes that remain before a new code is needed.' })
  readonly attemptsLeft: number;

  @Field(() => DateTime, { description: 'From when `resendTwoFactorToken` sends another message.' })
  readonly resendAt: Date;

  @Field(() => DateTime, { description: 'When the code ends.' })
  readonly expiresAt: Date;

  constructor(challenge: OpenChallenge) {
    this.destination = maskPhone(challenge.phone);
    this.challenge = challenge.secret;
    this.channel = challenge.channel;
    this.availableChannels = challenge.availableChannels;
    this.codeLength = challenge.codeLength;
    this.attemptsLeft = challenge.attemptsLeft;
    this.resendAt = challenge.resendAt;
    this.expiresAt = challenge.expiresAt;
  }
}

const SENT_BY = {
  sms: 'codeBySms',
  call: 'codeByCall',
  whatsapp: 'codeByWhatsapp',
} as const satisfies Record<Channel, MessageKey>;
