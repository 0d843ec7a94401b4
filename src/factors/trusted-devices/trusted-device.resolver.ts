import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import { UserType } from '../../accounts/user.type.js';
import type { GraphQLContext } from '../../graphql/context.js';
import type { TrustedDeviceService } from './trusted-device.service.js';
import { TrustedDeviceGrantType, TrustedDeviceType } from './trusted-device.type.js';

/** Remembered devices of the signed-in user. */
@Resolver(() => UserType)
export class TrustedDeviceResolver {
  constructor(private readonly service: TrustedDeviceService) {}

  @FieldResolver(() => [TrustedDeviceType], {
    description:
      'Remembered devices, the newest first. A sign-in on them needs only the password. Only for `me`.\n\nErrors: `FORBIDDEN`.',
  })
  async trustedDevices(@Ctx() context: GraphQLContext, @Root() user: UserType): Promise<TrustedDeviceType[]> {
    const devices = await this.service.list(context.requireViewer('enrolling'), user.id, context.scope);
    return devices.map((device) => new TrustedDeviceType(device));
  }

  @Mutation(() => TrustedDeviceGrantType, {
    description:
      'Remembers this device: with its token in the header `X-Trusted-Device`, `obtainToken` needs no second factor for some weeks. The password is still needed, and such a session does not count as signed in with a second factor. The user must have used the second factor within the last five minutes: see `requestStepUp`. A recovery code does not count for this. Every new password and every change of a factor forgets all devices. At most 20 devices are remembered.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `TWO_FACTOR_NOT_ENABLED`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`, `BAD_USER_INPUT` if the name is not valid, `FORBIDDEN` if the server does not remember devices of this user.',
  })
  async trustDevice(
    @Ctx() context: GraphQLContext,
    @Arg('name', () => String, {
      nullable: true,
      description: 'A name for this device. At most 100 characters.',
    })
    name?: string,
  ): Promise<TrustedDeviceGrantType> {
    const { token, device } = await this.service.trust(context.requireViewer(), name, context.scope);
    return { token, device: new TrustedDeviceType(device) };
  }

  @Mutation(() => Boolean, {
    description:
      'Forgets one remembered device of the signed-in user. Returns true if it is forgotten now, and false if the user has no device with this id.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`.',
  })
  revokeTrustedDevice(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`TrustedDevice.id`.' }) id: string,
  ): Promise<boolean> {
    return this.service.revoke(context.requireViewer(), id, context.scope);
  }

  @Mutation(() => Int, {
    description:
      'Forgets all remembered devices of the signed-in user. Returns how many.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`.',
  })
  revokeTrustedDevices(@Ctx() context: GraphQLContext): Promise<number> {
    return this.service.revokeAll(context.requireViewer(), context.scope);
  }
}
