import { Ctx, Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { DateTime, PhoneNumber } from '../../graphql/scalars.js';
import type { Passkey } from '../passkey/passkey.entity.js';
import type { Authenticator } from './authenticator.entity.js';

@InterfaceType('Authenticator', {
  description: 'A phone, authenticator app or passkey of the user: a second factor.',
  resolveType: ({ typeName }: AuthenticatorType) => typeName,
})
export abstract class AuthenticatorType {
  @Field(() => ID, { description: 'Id for `renameAuthenticator` and `removeAuthenticator`.' })
  readonly id: string;

  @Field(() => String, { description: 'Name that the user gave.' })
  readonly name: string;

  @Field(() => DateTime, { description: 'Time when it was added.' })
  readonly createdAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'Time when it was last used. Null before that.' })
  readonly lastUsedAt: Date | null;

  abstract readonly typeName: string;

  constructor({ id, name, createdAt, lastUsedAt }: Authenticator) {
    this.id = id;
    this.name = name;
    this.createdAt = createdAt;
    this.lastUsedAt = lastUsedAt ?? null;
  }
}

@ObjectType('PhoneAuthenticator', {
  implements: AuthenticatorType,
  description: 'A phone that receives codes.',
})
export class PhoneAuthenticatorType extends AuthenticatorType {
  readonly typeName = 'PhoneAuthenticator';

  @Field(() => PhoneNumber, {
    nullable: true,
    description: 'The phone number. Null for staff who look at another user.',
  })
  phone(@Ctx() { scope }: GraphQLContext): string | null {
    return scope.viewer?.userId === this.userId ? this.number : null;
  }

  private readonly userId: string;

  constructor(
    authenticator: Authenticator,
    private readonly number: string | null,
  ) {
    super(authenticator);
    this.userId = authenticator.user.id;
  }
}

@ObjectType('AuthenticatorApp', {
  implements: AuthenticatorType,
  description: 'An app that shows codes (TOTP).',
})
export class AuthenticatorAppType extends AuthenticatorType {
  readonly typeName = 'AuthenticatorApp';
}

@ObjectType('Passkey', {
  implements: AuthenticatorType,
  description: 'A passkey (WebAuthn).',
})
export class PasskeyType extends AuthenticatorType {
  readonly typeName = 'Passkey';

  @Field(() => Boolean, {
    description:
      'True if the passkey can be copied to other devices of its owner. False if it stays on one device, such as a security key.',
  })
  readonly isSynced: boolean;

  @Field(() => [String], {
    description:
      'How browsers reach the device, as WebAuthn names it: `internal`, `hybrid`, `usb`, `nfc`, `ble`.',
  })
  readonly transports: readonly string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Model of the device or the password manager (AAGUID), as a hint for an icon or a name. Null if it is not known.',
  })
  readonly aaguid: string | null;

  /** @param passkey undefined where it was removed since */
  constructor(authenticator: Authenticator, passkey: Passkey | undefined) {
    super(authenticator);
    this.isSynced = passkey?.isSynced ?? false;
    this.transports = passkey?.transports ?? [];
    this.aaguid = passkey && passkey.aaguid !== NO_MODEL ? passkey.aaguid : null;
  }
}

/** What most synced passkeys and browsers send instead of a model. */
const NO_MODEL = '00000000-0000-0000-0000-000000000000';
