import { Arg, Ctx, Extensions, ID, Mutation, Resolver } from 'type-graphql';
import type { GraphQLContext } from '../../graphql/context.js';
import { TRIES_CREDENTIAL } from '../../graphql/document-limits.js';
import { TokenPairType } from '../../tokens/token-pair.type.js';
import type { PasskeyEnrollmentService } from './passkey-enrollment.service.js';
import { PasskeyAttestation } from './passkey-json.type.js';
import { PasskeySetupType } from './passkey-setup.type.js';

/** Passkeys of the signed-in user. */
@Resolver()
export class PasskeyResolver {
  constructor(private readonly enrollments: PasskeyEnrollmentService) {}

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => PasskeySetupType, {
    description:
      'First step of adding a passkey. Returns options for the browser. Then send its response with `confirmPasskey`. The user must have signed in within the last five minutes, with the second factor if it is on.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `AUTHENTICATOR_LIMIT`, `FORBIDDEN` if the server offers no passkeys or the second factor is locked.',
  })
  startPasskey(@Ctx() context: GraphQLContext): Promise<PasskeySetupType> {
    return this.enrollments.start(context.requireViewer('enrolling'), context.scope);
  }

  @Extensions(TRIES_CREDENTIAL)
  @Mutation(() => TokenPairType, {
    description:
      'Second step of adding a passkey. Checks the response, makes the passkey a second factor, ends all sessions of the user and opens a new one. Store the returned tokens. Then call `generateRecoveryCodes` if the user has none. Each `enrollment` works once. After an error start again with `startPasskey`.\n\nErrors: `UNAUTHENTICATED`, `REAUTHENTICATION_REQUIRED`, `AUTHENTICATOR_LIMIT`, `BAD_USER_INPUT`, `INVALID_PASSKEY`, `CHALLENGE_EXPIRED`, `RATE_LIMITED`, `FORBIDDEN` if the server offers no passkeys or the second factor is locked.',
  })
  async confirmPasskey(
    @Ctx() context: GraphQLContext,
    @Arg('enrollment', () => ID, { description: '`PasskeySetup.enrollment`.' }) enrollment: string,
    @Arg('response', () => PasskeyAttestation, {
      description: 'The result of `navigator.credentials.create`.',
    })
    response: unknown,
    @Arg('name', () => String, {
      nullable: true,
      description: 'A name for this passkey. At most 100 characters.',
    })
    name?: string,
  ): Promise<TokenPairType> {
    const viewer = context.requireViewer('enrolling');
    const pair = await this.enrollments.confirm(viewer, { enrollment, response, name }, context.scope);
    return TokenPairType.give(pair, context);
  }
}
