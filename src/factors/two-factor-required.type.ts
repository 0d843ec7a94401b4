import { Ctx, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import type { GraphQLContext } from '../graphql/context.js';
import { en, type MessageKey } from '../graphql/messages/en.js';
import { translate } from '../graphql/messages/translate.js';
import { DateTime } from '../graphql/scalars.js';
import type { CodeDelivery } from './factor.js';
import type { PendingPurpose } from './pending/pending-sign-in.entity.js';
import { TwoFactorChannel } from './phone/channel.enum.js';
import { maskPhone } from './phone/phone-number.js';
import type { TwoFactorRequired } from './second-factors.js';
import { toMethodType, TwoFactorMethodType } from './two-factor-method.type.js';

/** The schema's names of the purposes, with what the services call them. */
const TwoFactorPurpose = {
  SIGN_IN: 'signIn',
  REGISTER_PHONE: 'registerPhone',
  STEP_UP: 'stepUp',
} as const satisfies Record<string, PendingPurpose>;

registerEnumType(TwoFactorPurpose, {
  name: 'TwoFactorPurpose',
  description: 'What a second factor is asked for.',
  valuesConfig: {
    SIGN_IN: { description: 'To sign in. Send the code with `verifyTwoFactorToken`.' },
    REGISTER_PHONE: { description: 'To register a phone. Send the code with `registerPhone`.' },
    STEP_UP: {
      description:
        'To confirm an open session. Send the code with `verifyTwoFactorToken` and the access token.',
    },
  },
});

@ObjectType('CodeDelivery', { description: 'A code that was sent to a phone.' })
export class CodeDeliveryType {
  @Field(() => TwoFactorChannel, { description: 'Channel that the code was sent on.' })
  readonly channel: Channel;

  @Field(() => [TwoFactorChannel], { description: 'Channels that `resendTwoFactorToken` accepts.' })
  readonly availableChannels: readonly Channel[];

  @Field(() => String, {
    description:
      'The phone number. Only the country code and the last two digits are visible: `+48 •• ••• •• 89`.',
  })
  readonly destination: string;

  @Field(() => Int, { description: 'Number of digits of the code.' })
  readonly codeLength: number;

  @Field(() => DateTime, { description: 'Time after which `resendTwoFactorToken` can send the code again.' })
  readonly resendAt: Date;

  constructor(delivery: CodeDelivery) {
    this.channel = delivery.channel;
    this.availableChannels = delivery.availableChannels;
    this.destination = maskPhone(delivery.phone);
    this.codeLength = delivery.codeLength;
    this.resendAt = delivery.resendAt;
  }
}

@ObjectType('TwoFactorRequired', {
  description:
    'A second factor is needed. `methods` lists every way to go on. Nothing in this type works as a token.',
})
export class TwoFactorRequiredType {
  @Field(() => String, {
    description: 'A sentence to show to the user, in the language of `Accept-Language`.',
  })
  message(@Ctx() { requestLanguage }: GraphQLContext): string {
    const { delivery } = this;
    const key = delivery ? SENT_BY[delivery.channel] : ASK_FOR[this.begun];
    const values = delivery ? { codeLength: delivery.codeLength, destination: delivery.destination } : {};
    return translate(key, values, requestLanguage.language) ?? en[key];
  }

  @Field(() => String, {
    description:
      'Id of this step for `verifyTwoFactorToken`, `requestPasskey` and `resendTwoFactorToken`. Keep it in memory only.',
  })
  readonly challenge: string;

  @Field(() => TwoFactorPurpose, { description: 'What the second factor is asked for.' })
  readonly purpose: PendingPurpose;

  @Field(() => Int, { description: 'Number of tries left, with all methods together.' })
  readonly attemptsLeft: number;

  @Field(() => DateTime, { description: 'Time when this step expires.' })
  readonly expiresAt: Date;

  @Field(() => [TwoFactorMethodType], {
    description: 'Every way to complete this step. The first one was begun already.',
  })
  readonly methods: readonly TwoFactorMethodType[];

  @Field(() => CodeDeliveryType, {
    nullable: true,
    description:
      'The code that was sent. Null if nothing was sent, for example because the user has an authenticator app.',
  })
  readonly delivery: CodeDeliveryType | null;

  private readonly begun: FactorKind;

  constructor({ secret, purpose, begun, attemptsLeft, expiresAt, delivery, methods }: TwoFactorRequired) {
    this.challenge = secret;
    this.purpose = purpose;
    this.begun = begun;
    this.attemptsLeft = attemptsLeft;
    this.expiresAt = expiresAt;
    this.methods = methods.map(toMethodType);
    this.delivery = delivery ? new CodeDeliveryType(delivery) : null;
  }
}

const SENT_BY = {
  sms: 'codeBySms',
  call: 'codeByCall',
  whatsapp: 'codeByWhatsapp',
} as const satisfies Record<Channel, MessageKey>;

const ASK_FOR = {
  phone: 'methodPhone',
  authenticatorApp: 'askAuthenticatorApp',
  passkey: 'askPasskey',
  recoveryCode: 'askRecoveryCode',
  email: 'methodEmail',
} as const satisfies Record<FactorKind, MessageKey>;
