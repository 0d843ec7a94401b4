import { Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TokenPairType } from '../tokens/token-pair.type.js';
import type { FactorRemovalService } from './factor-removal.service.js';

/** Switches the second factor off. */
@Resolver()
export class FactorRemovalResolver {
  constructor(private readonly removal: FactorRemovalService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Switches the second factor off. Removes the phone, all apps, passkeys, recovery codes and remembered devices. Ends all sessions of the user and opens a new one. Store the returned tokens. The user must have used the second factor within the last five minutes: see `requestStepUp`. A recovery code does not count for this.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `TWO_FACTOR_NOT_ENABLED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN` if the server requires a second factor.',
  })
  async disableTwoFactor(@Ctx() context: GraphQLContext): Promise<TokenPairType> {
    const pair = await this.removal.disableTwoFactor(context.requireViewer(), context.scope);
    return TokenPairType.give(pair, context);
  }
}
