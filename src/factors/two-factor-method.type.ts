import { Ctx, Field, Int, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import type { GraphQLContext } from '../graphql/context.js';
import { en, type MessageKey } from '../graphql/messages/en.js';
import { translate } from '../graphql/messages/translate.js';
import type { FactorMethod } from './factor.js';
import { TwoFactorChannel } from './phone/channel.enum.js';
import { maskPhone } from './phone/phone-number.js';

/** The schema's names of the factors, with what the services call them. */
export const TwoFactorKind = {
  PHONE: 'phone',
  AUTHENTICATOR_APP: 'authenticatorApp',
  PASSKEY: 'passkey',
  RECOVERY_CODE: 'recoveryCode',
  EMAIL: 'email',
} as const satisfies Record<string, FactorKind>;

registerEnumType(TwoFactorKind, {
  name: 'TwoFactorKind',
  description: 'The kinds of second factors.',
  valuesConfig: {
    PHONE: { description: 'A code that is sent to a phone.' },
    AUTHENTICATOR_APP: { description: 'A code that an authenticator app shows (TOTP).' },
    PASSKEY: { description: 'A passkey: the device confirms the user (WebAuthn).' },
    RECOVERY_CODE: { description: 'A recovery code that the user stored.' },
    EMAIL: { description: 'Not in use yet: no server offers it.' },
  },
});

@InterfaceType('TwoFactorMethod', {
  description: 'One way to complete the second step.',
  resolveType: ({ kind }: TwoFactorMethodType) => TYPE_BY_KIND[kind],
})
export abstract class TwoFactorMethodType {
  @Field(() => TwoFactorKind, { description: 'Kind of the factor.' })
  readonly kind!: FactorKind;

  @Field(() => String, {
    description: 'Name to show to the user, in the language of `Accept-Language`. A phone number is masked.',
  })
  label(@Ctx() { requestLanguage }: GraphQLContext): string {
    const key = LABELS[this.kind];
    return translate(key, {}, requestLanguage.language) ?? en[key];
  }
}

const LABELS = {
  phone: 'methodPhone',
  authenticatorApp: 'methodAuthenticatorApp',
  passkey: 'methodPasskey',
  recoveryCode: 'methodRecoveryCode',
  email: 'methodEmail',
} as const satisfies Record<FactorKind, MessageKey>;

@ObjectType('PhoneMethod', {
  implements: TwoFactorMethodType,
  description: 'A code is sent to a phone. Call `resendTwoFactorToken` if no code was sent yet.',
})
export class PhoneMethodType extends TwoFactorMethodType {
  @Field(() => [TwoFactorChannel], { description: 'Channels that `resendTwoFactorToken` accepts.' })
  readonly channels: readonly Channel[];

  private readonly target: string;

  constructor({ target, channels }: Extract<FactorMethod, { kind: 'phone' }>) {
    super();
    Object.assign(this, { kind: 'phone' });
    this.target = target;
    this.channels = channels;
  }

  override label(): string {
    return maskPhone(this.target);
  }
}

@ObjectType('AuthenticatorAppMethod', {
  implements: TwoFactorMethodType,
  description: 'The user reads a code from an authenticator app. Send it with `verifyTwoFactorToken`.',
})
export class AuthenticatorAppMethodType extends TwoFactorMethodType {
  @Field(() => Int, { description: 'Number of digits of the code.' })
  readonly codeLength: number;

  constructor({ codeLength }: Extract<FactorMethod, { kind: 'authenticatorApp' }>) {
    super();
    Object.assign(this, { kind: 'authenticatorApp' });
    this.codeLength = codeLength;
  }
}

@ObjectType('PasskeyMethod', {
  implements: TwoFactorMethodType,
  description: 'The user confirms with a passkey. Call `requestPasskey` and then `verifyPasskey`.',
})
export class PasskeyMethodType extends TwoFactorMethodType {
  override readonly kind = 'passkey';
}

@ObjectType('RecoveryCodeMethod', {
  implements: TwoFactorMethodType,
  description: 'The user types one of the stored recovery codes. Send it with `verifyTwoFactorToken`.',
})
export class RecoveryCodeMethodType extends TwoFactorMethodType {
  override readonly kind = 'recoveryCode';
}

@ObjectType('EmailMethod', {
  implements: TwoFactorMethodType,
  description: 'Not in use yet: no server offers it.',
})
export class EmailMethodType extends TwoFactorMethodType {
  override readonly kind = 'email';
}

const TYPE_BY_KIND: Record<FactorKind, string> = {
  phone: 'PhoneMethod',
  authenticatorApp: 'AuthenticatorAppMethod',
  passkey: 'PasskeyMethod',
  recoveryCode: 'RecoveryCodeMethod',
  email: 'EmailMethod',
};

/** Every type of a method. The schema names some of them nowhere else. */
export const METHOD_TYPES = [
  PhoneMethodType,
  AuthenticatorAppMethodType,
  PasskeyMethodType,
  RecoveryCodeMethodType,
  EmailMethodType,
] as const;

export function toMethodType(method: FactorMethod): TwoFactorMethodType {
  switch (method.kind) {
    case 'phone':
      return new PhoneMethodType(method);
    case 'authenticatorApp':
      return new AuthenticatorAppMethodType(method);
    case 'passkey':
      return new PasskeyMethodType();
    case 'recoveryCode':
      return new RecoveryCodeMethodType();
  }
}
