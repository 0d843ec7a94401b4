import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import type { PhoneEnrollmentService } from './phone-enrollment.service.js';
import type { Channel } from '../../core/phone-code.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { AuthenticationResultUnion } from '../authentication-result.union.js';
import { TwoFactorChannel } from './channel.enum.js';
import { PhoneNumber } from '../../graphql/scalars.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import { TwoFactorRequiredType } from '../two-factor-required.type.js';

/** The phone of the signed-in user. */
@Resolver()
export class PhoneResolver {
  constructor(private readonly phones: PhoneEnrollmentService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'First step of adding or changing the phone. Sends a code to the number. The user must have signed in within the last five minutes, with the second factor if it is on. A recovery code does not count if this changes the phone.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT` if the channel is not available, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `FORBIDDEN` if the second factor is locked after a hundred wrong codes.',
  })
  async verifyPhone(
    @Ctx() context: GraphQLContext,
    @Arg('phone', () => PhoneNumber, { description: 'The number to register.' }) phone: string,
    @Arg('channel', () => TwoFactorChannel, {
      defaultValue: TwoFactorChannel.SMS,
      description: 'How the code is sent.',
    })
    channel: Channel,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    const viewer = context.requireViewer('enrolling');
    const required = await this.phones.verifyPhone(viewer, { phone, channel }, context.scope);
    return new TwoFactorRequiredType(required);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Second step of adding or changing the phone. Checks the code, makes the phone the second factor, ends all sessions of the user and opens a new one with both factors. Store the returned tokens.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `INVALID_TWO_FACTOR_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `PHONE_ALREADY_REGISTERED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `FORBIDDEN` if the second factor is locked after a hundred wrong codes.',
  })
  async registerPhone(
    @Ctx() context: GraphQLContext,
    @Arg('phone', () => PhoneNumber, { description: 'The same number as in `verifyPhone`.' }) phone: string,
    @Arg('token', () => String, { description: 'The code that the user received. Digits only, no spaces.' })
    token: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    const typed = { phone, code: token };
    const pair = await this.phones.registerPhone(context.requireViewer('enrolling'), typed, context.scope);
    return TokenPairType.give(pair, context);
  }
}
