import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { PhoneService } from '../../services/phone.service.js';
import type { Channel } from '../../two-factor/two-factor-provider.js';
import type { GraphQLContext } from '../context.js';
import { AuthenticationResultUnion } from '../types/authentication-result.union.js';
import { TwoFactorChannel } from '../types/channel.enum.js';
import { PhoneNumber } from '../types/scalars.js';
import { TokenPairType } from '../types/token-pair.type.js';
import { TwoFactorRequiredType } from '../types/two-factor-required.type.js';

/** The second factor of the signed-in user. */
@Resolver()
export class PhoneResolver {
  constructor(private readonly phones: PhoneService) {}

  @Mutation(() => AuthenticationResultUnion, {
    description:
      'First step of switching the second factor on, or of changing the phone: sends a code to the number. Needs an access token; when the second factor is on, one of a sign-in with it in the last five minutes.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `BAD_USER_INPUT` for a channel that is not offered, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `FORBIDDEN` when the second factor is locked after a hundred wrong codes.',
  })
  async verifyPhone(
    @Ctx() context: GraphQLContext,
    @Arg('phone', () => PhoneNumber, { description: 'The number to prove.' }) phone: string,
    @Arg('channel', () => TwoFactorChannel, {
      defaultValue: TwoFactorChannel.SMS,
      description: 'How to send the code.',
    })
    channel: Channel,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    const challenge = await this.phones.verifyPhone(
      context.requireViewer(),
      { phone, channel },
      context.scope,
    );
    return new TwoFactorRequiredType(challenge);
  }

  @Mutation(() => AuthenticationResultUnion, {
    description:
      'Second step: with the code the number becomes the second factor. Every session of the user ends, and a new one opens that counts as signed in with two factors: keep the new pair.\n\nErrors: `UNAUTHENTICATED`, `BAD_USER_INPUT`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `INVALID_TWO_FACTOR_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `PHONE_ALREADY_REGISTERED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `FORBIDDEN` when the second factor is locked after a hundred wrong codes.',
  })
  async registerPhone(
    @Ctx() context: GraphQLContext,
    @Arg('phone', () => PhoneNumber, { description: 'The number given to `verifyPhone`.' }) phone: string,
    @Arg('token', () => String, { description: 'The code: digits, no spaces.' }) token: string,
  ): Promise<TokenPairType | TwoFactorRequiredType> {
    return new TokenPairType(
      await this.phones.registerPhone(context.requireViewer(), { phone, token }, context.scope),
    );
  }
}
