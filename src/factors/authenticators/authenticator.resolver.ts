import { Arg, Ctx, Extensions, FieldResolver, ID, Int, Mutation, Resolver, Root } from 'type-graphql';
import { UserType } from '../../accounts/user.type.js';
import type { FactorKind } from '../../core/factor-kind.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import { TwoFactorKind } from '../two-factor-method.type.js';
import type { AuthenticatorReads } from './authenticator-reads.js';
import { unknownAuthenticator } from './authenticator-removal.js';
import type { AuthenticatorService } from './authenticator.service.js';
import { AuthenticatorType } from './authenticator.type.js';
import { toAuthenticatorType } from './to-authenticator.type.js';

/** The authenticators of the signed-in user. */
@Resolver(() => UserType)
export class AuthenticatorResolver {
  constructor(
    private readonly service: AuthenticatorService,
    private readonly reads: AuthenticatorReads,
  ) {}

  @FieldResolver(() => [AuthenticatorType], {
    description:
      'Phones, apps and passkeys of the user, the oldest first. For `me`, and for staff.\n\nErrors: `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`.',
  })
  async authenticators(@Root() user: UserType, @Ctx() context: GraphQLContext): Promise<AuthenticatorType[]> {
    const found = await this.reads.list(context.requireViewer('enrolling'), user.id, context.scope);
    return found.map((one) => toAuthenticatorType(one, user.provenPhone));
  }

  @FieldResolver(() => Int, {
    description:
      'Number of recovery codes that were not used. For `me`, and for staff.\n\nErrors: `FORBIDDEN`, `REAUTHENTICATION_REQUIRED`.',
  })
  recoveryCodesLeft(@Root() user: UserType, @Ctx() context: GraphQLContext): Promise<number> {
    return this.reads.countRecoveryCodes(context.requireViewer('enrolling'), user.id, context.scope);
  }

  @Mutation(() => AuthenticatorType, {
    description:
      'Gives a phone, app or passkey another name.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `BAD_USER_INPUT` if the user has no such authenticator or the name is not valid.',
  })
  async renameAuthenticator(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`Authenticator.id`.' }) id: string,
    @Arg('name', () => String, { description: 'The new name. At most 100 characters.' }) name: string,
  ): Promise<AuthenticatorType> {
    const viewer = context.requireViewer();
    await this.service.rename(viewer, { id, name }, context.scope);
    const found = await this.reads.list(viewer, viewer.userId, context.scope);
    const renamed = found.find(({ authenticator }) => authenticator.id === id.toLowerCase());
    if (!renamed) throw unknownAuthenticator();
    const phone = await this.reads.phoneOf(viewer, context.scope);
    return toAuthenticatorType(renamed, phone);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Removes a phone, app or passkey. Ends all sessions of the user and opens a new one. Store the returned tokens. The user must have used the second factor within the last five minutes: see `requestStepUp`. A recovery code does not count for this. The last one can only be removed with `disableTwoFactor`.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `REAUTHENTICATION_REQUIRED`, `LAST_AUTHENTICATOR`, `BAD_USER_INPUT` if the user has no such authenticator, `FORBIDDEN` if it is the last one and the server requires a second factor.',
  })
  async removeAuthenticator(
    @Ctx() context: GraphQLContext,
    @Arg('id', () => ID, { description: '`Authenticator.id`.' }) id: string,
  ): Promise<TokenPairType> {
    const pair = await this.service.remove(context.requireViewer(), id, context.scope);
    return TokenPairType.give(pair, context);
  }

  @Mutation(() => UserType, {
    description:
      'Chooses the kind of factor that a sign-in begins with.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `TWO_FACTOR_NOT_ENABLED`, `BAD_USER_INPUT` if the user has no factor of this kind.',
  })
  async preferTwoFactorMethod(
    @Ctx() context: GraphQLContext,
    @Arg('kind', () => TwoFactorKind, { description: 'Not `RECOVERY_CODE`.' }) kind: FactorKind,
  ): Promise<UserType> {
    return new UserType(await this.service.prefer(context.requireViewer(), kind, context.scope));
  }
}
