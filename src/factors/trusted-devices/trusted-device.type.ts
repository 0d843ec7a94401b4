import { Field, ID, ObjectType } from 'type-graphql';
import { DateTime } from '../../graphql/scalars.js';
import type { ShownDevice } from './trusted-device.service.js';

@ObjectType('TrustedDevice', { description: 'A remembered device. A sign-in on it needs only the password.' })
export class TrustedDeviceType {
  @Field(() => ID, { description: 'Id for `revokeTrustedDevice`.' })
  readonly id: string;

  @Field(() => String, { description: 'Name that the user gave.' })
  readonly name: string;

  @Field(() => DateTime, { description: 'Time when it was remembered.' })
  readonly createdAt: Date;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Time when it last took the place of the second factor. Null before that.',
  })
  readonly lastUsedAt: Date | null;

  @Field(() => DateTime, { description: 'Time when it is forgotten. Using the device does not extend it.' })
  readonly expiresAt: Date;

  @Field(() => Boolean, {
    description: 'True if the request has the token of this device in the header `X-Trusted-Device`.',
  })
  readonly isCurrent: boolean;

  constructor({ device: { id, name, createdAt, lastUsedAt }, expiresAt, isCurrent }: ShownDevice) {
    this.id = id;
    this.name = name;
    this.createdAt = createdAt;
    this.lastUsedAt = lastUsedAt ?? null;
    this.expiresAt = expiresAt;
    this.isCurrent = isCurrent;
  }
}

@ObjectType('TrustedDeviceGrant', { description: 'A device that was just remembered, and its token.' })
export class TrustedDeviceGrantType {
  @Field(() => String, {
    description:
      'Secret of the device. Store it like a refresh token. Send it with `obtainToken`, in the header `X-Trusted-Device`. The server cannot show it again.',
  })
  readonly token!: string;

  @Field(() => TrustedDeviceType, { description: 'The device.' })
  readonly device!: TrustedDeviceType;
}
