import { Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { TwoFactorRequiredType } from '../factors/two-factor-required.type.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TRIES_CREDENTIAL } from '../graphql/document-limits.js';
import type { StepUpService } from './step-up.service.js';

/** Asks for the second factor again, in an open session. */
@Resolver()
export class StepUpResolver {
  constructor(private readonly stepUps: StepUpService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TwoFactorRequiredType, {
    description:
      'Asks for the second factor again, in the same session. Call it after `REAUTHENTICATION_REQUIRED`. Then send the code with `verifyTwoFactorToken` or the passkey with `verifyPasskey`, with the access token of this session. The session stays the same and gets new tokens.\n\nErrors: `UNAUTHENTICATED`, `TWO_FACTOR_NOT_ENABLED`, `RATE_LIMITED`, `PROVIDER_UNAVAILABLE`, `INVALID_PHONE_NUMBER`, `PHONE_NOT_ALLOWED`, `TWO_FACTOR_ENROLLMENT_REQUIRED`, `FORBIDDEN` if the second factor is locked or no code can reach the user.',
  })
  async requestStepUp(@Ctx() context: GraphQLContext): Promise<TwoFactorRequiredType> {
    return new TwoFactorRequiredType(await this.stepUps.request(context.requireViewer(), context.scope));
  }
}
