import 'reflect-metadata';
import { GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { EmailChangeResolver } from './accounts/email/email-change.resolver.js';
import { InvitationResolver } from './accounts/email/invitation.resolver.js';
import { PasswordResetResolver } from './accounts/email/password-reset.resolver.js';
import { RegistrationResolver } from './accounts/email/registration.resolver.js';
import { UndoResolver } from './accounts/undo/undo.resolver.js';
import { LeavingResolver } from './accounts/leaving/leaving.resolver.js';
import { CredentialResolver } from './accounts/credential.resolver.js';
import type { Config } from './config/config.js';
import { EmailSignInResolver } from './sign-in/email-sign-in.resolver.js';
import { SignInOptionsResolver } from './sign-in/sign-in-options.resolver.js';
import { SignInResolver } from './sign-in/sign-in.resolver.js';
import { StepUpResolver } from './sign-in/step-up.resolver.js';
import { PhoneResolver } from './factors/phone/phone.resolver.js';
import { SecurityEventResolver } from './audit/security-event.resolver.js';
import { SessionResolver } from './sessions/session.resolver.js';
import { AuthenticatorResolver } from './factors/authenticators/authenticator.resolver.js';
import { AUTHENTICATOR_TYPES } from './factors/authenticators/to-authenticator.type.js';
import { RecoveryCodeResolver } from './factors/recovery/recovery-code.resolver.js';
import { TrustedDeviceResolver } from './factors/trusted-devices/trusted-device.resolver.js';
import { PasskeyResolver } from './factors/passkey/passkey.resolver.js';
import { PasskeySignInResolver } from './sign-in/passkey-sign-in.resolver.js';
import { TotpResolver } from './factors/totp/totp.resolver.js';
import { METHOD_TYPES } from './factors/two-factor-method.type.js';
import { UserResolver } from './accounts/user.resolver.js';
import { FactorRemovalResolver } from './factors/factor-removal.resolver.js';
import { RefreshTokenResolver } from './sessions/refresh-token.resolver.js';
import { FactorAdminResolver } from './admin/factor-admin.resolver.js';
import { AccountAdminResolver } from './admin/account-admin.resolver.js';
import { UserAdminResolver } from './admin/user-admin.resolver.js';
import type { ServerServices } from './server-services.js';
import { ErrorCodeEnum } from './graphql/error-code.enum.js';

const RESOLVERS = [
  SignInResolver,
  StepUpResolver,
  RefreshTokenResolver,
  PhoneResolver,
  FactorRemovalResolver,
  CredentialResolver,
  SessionResolver,
  UserResolver,
  SecurityEventResolver,
  UserAdminResolver,
  FactorAdminResolver,
  AuthenticatorResolver,
  TotpResolver,
  RecoveryCodeResolver,
  TrustedDeviceResolver,
  PasskeyResolver,
  PasskeySignInResolver,
  RegistrationResolver,
  EmailSignInResolver,
  PasswordResetResolver,
  EmailChangeResolver,
  InvitationResolver,
  AccountAdminResolver,
  UndoResolver,
  LeavingResolver,
  SignInOptionsResolver,
] as const;

export type Resolvers = readonly InstanceType<(typeof RESOLVERS)[number]>[];

/** Makes all resolvers. */
export function createResolvers(services: ServerServices, config: Config): Resolvers {
  const { login, factors, refreshTokens, phones, factorRemoval, credentials } = services;
  return [
    new SignInResolver(login, factors),
    new StepUpResolver(services.stepUps),
    new RefreshTokenResolver(refreshTokens),
    new PhoneResolver(phones),
    new FactorRemovalResolver(factorRemoval),
    new CredentialResolver(credentials),
    new SessionResolver(services.sessions, services.revocations),
    new UserResolver(),
    new SecurityEventResolver(services.securityEvents),
    new UserAdminResolver(services.admin),
    new FactorAdminResolver(services.factorAdmin),
    new AuthenticatorResolver(services.authenticators, services.authenticatorReads),
    new TotpResolver(services.totp),
    new RecoveryCodeResolver(services.recoveryCodes),
    new TrustedDeviceResolver(services.trustedDevices),
    new PasskeyResolver(services.passkeys),
    new PasskeySignInResolver(services.passkeySignIn),
    new RegistrationResolver(services.registrations, services.emailSteps),
    new EmailSignInResolver(services.emailSignIn),
    new PasswordResetResolver(services.passwordResets),
    new EmailChangeResolver(services.emailChanges),
    new InvitationResolver(services.invitationAcceptance),
    new AccountAdminResolver(services.accountAdmin),
    new UndoResolver(services.undoing),
    new LeavingResolver(services.deletions, services.dataExports),
    new SignInOptionsResolver(config, factors),
  ];
}

/**
 * The schema over these resolvers.
 *
 * @param resolvers if unset, the schema can be printed but not executed
 */
export function createSchema(resolvers?: Resolvers): GraphQLSchema {
  const instances = new Map(
    resolvers?.map((resolver): [unknown, object] => [resolver.constructor, resolver]),
  );
  const schema = buildSchemaSync({
    resolvers: RESOLVERS,
    orphanedTypes: [...METHOD_TYPES, ...AUTHENTICATOR_TYPES],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    validate: false,
  });
  const config = schema.toConfig();
  // TypeGraphQL makes the two root types itself and takes no description for them.
  if (config.query) config.query.description = 'Read users, sessions and security events.';
  if (config.mutation) config.mutation.description = 'Sign in, register a phone, end sessions.';
  return new GraphQLSchema({ ...config, types: [...config.types, ErrorCodeEnum] });
}

/** The text of `schema/schema.graphql`: sorted, so that it changes only where the schema does. */
export function printSdl(): string {
  return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
