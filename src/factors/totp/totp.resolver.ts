import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import type { TotpEnrollmentService } from './totp-enrollment.service.js';
import { AuthenticatorAppSetupType } from './totp-setup.type.js';

/** Authenticator apps of the signed-in user. */
@Resolver()
export class TotpResolver {
  constructor(private readonly enrollments: TotpEnrollmentService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => AuthenticatorAppSetupType, {
    description:
      'First step of adding an authenticator app. Returns a secret. Show `uri` as a QR code, and `secret` for typing. Then send the first code of the app with `confirmAuthenticatorApp`. The user must have signed in within the last five minutes, with the second factor if it is on.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `AUTHENTICATOR_LIMIT`, `BAD_USER_INPUT`, `FORBIDDEN` if the server offers no apps or the second factor is locked.',
  })
  async startAuthenticatorApp(
    @Ctx() context: GraphQLContext,
    @Arg('name', () => String, {
      nullable: true,
      description: 'A name for this app. At most 100 characters.',
    })
    name?: string,
  ): Promise<AuthenticatorAppSetupType> {
    const viewer = context.requireViewer('enrolling');
    return this.enrollments.start(viewer, name, context.scope);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Second step of adding an authenticator app. Checks its first code, makes the app a second factor, ends all sessions of the user and opens a new one. Store the returned tokens. Then call `generateRecoveryCodes` if the user has none.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `AUTHENTICATOR_LIMIT`, `BAD_USER_INPUT`, `INVALID_TWO_FACTOR_TOKEN` with `attemptsLeft`, `CHALLENGE_EXPIRED`, `RATE_LIMITED`, `FORBIDDEN` if the server offers no apps or the second factor is locked.',
  })
  async confirmAuthenticatorApp(
    @Ctx() context: GraphQLContext,
    @Arg('enrollment', () => ID, { description: '`AuthenticatorAppSetup.enrollment`.' }) enrollment: string,
    @Arg('token', () => String, { description: 'The code that the app shows. Six digits, no spaces.' })
    token: string,
  ): Promise<TokenPairType> {
    const viewer = context.requireViewer('enrolling');
    const pair = await this.enrollments.confirm(viewer, { enrollment, code: token }, context.scope);
    return TokenPairType.give(pair, context);
  }
}
