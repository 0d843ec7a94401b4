import { print } from 'graphql';
import type { DocumentTypeDecoration, TypedDocumentNode } from '@graphql-typed-document-node/core';
import type {
  MeQuery,
  MeQueryVariables,
  RevokeTrustedDeviceMutation,
  RevokeTrustedDeviceMutationVariables,
  ConfirmPasskeyMutation,
  ConfirmPasskeyMutationVariables,
  ObtainTokenMutation,
  ObtainTokenMutationVariables,
  RefreshTokenMutation,
  RefreshTokenMutationVariables,
  RequestPasskeyMutation,
  RequestPasskeyMutationVariables,
  RequestStepUpMutation,
  RequestStepUpMutationVariables,
  ResendTwoFactorTokenMutation,
  ResendTwoFactorTokenMutationVariables,
  RevokeSessionMutation,
  RevokeSessionMutationVariables,
  RevokeTokenMutation,
  RevokeTokenMutationVariables,
  StartPasskeyMutation,
  StartPasskeyMutationVariables,
  TrustDeviceMutation,
  TrustDeviceMutationVariables,
  VerifyEmailMutation,
  VerifyEmailMutationVariables,
  VerifyPasskeyMutation,
  VerifyPasskeyMutationVariables,
  VerifyTwoFactorTokenMutation,
  VerifyTwoFactorTokenMutationVariables,
} from '../generated/graphql.js';

/** The text of an operation, and the types of its variables and its data. */
type OperationText<TData, TVariables> = string & DocumentTypeDecoration<TData, TVariables>;

export type Operation<TData, TVariables> =
  TypedDocumentNode<TData, TVariables> | OperationText<TData, TVariables>;

export function textOf(operation: Operation<unknown, never>): string {
  return typeof operation === 'string' ? operation : print(operation);
}

/*
 * What the client itself sends, as text: the generated documents are syntax trees, and would be half of the size of the
 * client. A test compares both.
 */

const PAIR = 'access refresh accessExpiresAt refreshExpiresAt recoveryCode';
const REQUIRED =
  'message challenge purpose attemptsLeft expiresAt ' +
  'methods { __typename kind label ... on PhoneMethod { channels } ... on AuthenticatorAppMethod { codeLength } } ' +
  'delivery { channel availableChannels destination codeLength resendAt }';
const RESULT = `__typename ... on TokenPair { ${PAIR} } ... on TwoFactorRequired { ${REQUIRED} }`;

export const OBTAIN_TOKEN =
  `mutation ObtainToken($username: String!, $password: String!) { obtainToken(username: $username, password: $password) { ${RESULT} } }` as OperationText<
    ObtainTokenMutation,
    ObtainTokenMutationVariables
  >;

export const VERIFY_TWO_FACTOR_TOKEN =
  `mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String, $kind: TwoFactorKind) { verifyTwoFactorToken(token: $token, challenge: $challenge, username: $username, password: $password, kind: $kind) { ${RESULT} } }` as OperationText<
    VerifyTwoFactorTokenMutation,
    VerifyTwoFactorTokenMutationVariables
  >;

export const VERIFY_EMAIL =
  `mutation VerifyEmail($challenge: String!, $token: String!, $password: String) { verifyEmail(challenge: $challenge, token: $token, password: $password) { ${RESULT} } }` as OperationText<
    VerifyEmailMutation,
    VerifyEmailMutationVariables
  >;

export const RESEND_TWO_FACTOR_TOKEN =
  `mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) { resendTwoFactorToken(challenge: $challenge, channel: $channel) { __typename ${REQUIRED} } }` as OperationText<
    ResendTwoFactorTokenMutation,
    ResendTwoFactorTokenMutationVariables
  >;

export const REQUEST_STEP_UP =
  `mutation RequestStepUp { requestStepUp { __typename ${REQUIRED} } }` as OperationText<
    RequestStepUpMutation,
    RequestStepUpMutationVariables
  >;

export const REQUEST_PASSKEY =
  'mutation RequestPasskey($challenge: String) { requestPasskey(challenge: $challenge) { __typename challenge options expiresAt } }' as OperationText<
    RequestPasskeyMutation,
    RequestPasskeyMutationVariables
  >;

export const VERIFY_PASSKEY =
  `mutation VerifyPasskey($challenge: String!, $response: PasskeyAssertion!) { verifyPasskey(challenge: $challenge, response: $response) { ${RESULT} } }` as OperationText<
    VerifyPasskeyMutation,
    VerifyPasskeyMutationVariables
  >;

export const START_PASSKEY =
  'mutation StartPasskey { startPasskey { __typename enrollment options expiresAt } }' as OperationText<
    StartPasskeyMutation,
    StartPasskeyMutationVariables
  >;

export const CONFIRM_PASSKEY =
  `mutation ConfirmPasskey($enrollment: ID!, $response: PasskeyAttestation!, $name: String) { confirmPasskey(enrollment: $enrollment, response: $response, name: $name) { __typename ${PAIR} } }` as OperationText<
    ConfirmPasskeyMutation,
    ConfirmPasskeyMutationVariables
  >;

export const REFRESH_TOKEN =
  `mutation RefreshToken($refresh: String) { refreshToken(refresh: $refresh) { __typename ${PAIR} } }` as OperationText<
    RefreshTokenMutation,
    RefreshTokenMutationVariables
  >;

export const REVOKE_TOKEN =
  'mutation RevokeToken($refresh: String) { revokeToken(refresh: $refresh) }' as OperationText<
    RevokeTokenMutation,
    RevokeTokenMutationVariables
  >;

export const REVOKE_SESSION = 'mutation RevokeSession($id: ID!) { revokeSession(id: $id) }' as OperationText<
  RevokeSessionMutation,
  RevokeSessionMutationVariables
>;

export const TRUST_DEVICE =
  'mutation TrustDevice($name: String) { trustDevice(name: $name) { token device { id name createdAt lastUsedAt expiresAt isCurrent } } }' as OperationText<
    TrustDeviceMutation,
    TrustDeviceMutationVariables
  >;

export const REVOKE_TRUSTED_DEVICE =
  'mutation RevokeTrustedDevice($id: ID!) { revokeTrustedDevice(id: $id) }' as OperationText<
    RevokeTrustedDeviceMutation,
    RevokeTrustedDeviceMutationVariables
  >;

export const ME =
  'query Me { me { id username email emailVerifiedAt phone twoFactorEnabled isActive isStaff createdAt lastLoginAt deletesAt } }' as OperationText<
    MeQuery,
    MeQueryVariables
  >;
