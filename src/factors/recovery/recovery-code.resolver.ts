import { Ctx, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import type { RecoveryCodeService } from './recovery-code.service.js';
import { RecoveryCodesType } from './recovery-codes.type.js';

/** Recovery codes of the signed-in user. */
@Resolver()
export class RecoveryCodeResolver {
  constructor(private readonly service: RecoveryCodeService) {}

  @Mutation(() => RecoveryCodesType, {
    description:
      'Makes ten recovery codes. Older ones no longer work. The session stays open. The user must have used the second factor within the last five minutes: see `requestStepUp`. A recovery code does not count for this.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `TWO_FACTOR_NOT_ENABLED`, `REAUTHENTICATION_REQUIRED`, `RATE_LIMITED`.',
  })
  generateRecoveryCodes(@Ctx() context: GraphQLContext): Promise<RecoveryCodesType> {
    return this.service.generate(context.requireViewer(), context.scope);
  }
}
