/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "mutation AcceptInvitation($challenge: String!, $token: String!, $newPassword: String!) {\n  acceptInvitation(\n    challenge: $challenge\n    token: $token\n    newPassword: $newPassword\n  ) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.AcceptInvitationDocument,
    "mutation ActivateUser($id: ID!) {\n  activateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": typeof types.ActivateUserDocument,
    "query Authenticators {\n  me {\n    id\n    twoFactorEnabled\n    preferredTwoFactorMethod\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n      ... on PhoneAuthenticator {\n        phone\n      }\n      ... on Passkey {\n        isSynced\n        transports\n        aaguid\n      }\n    }\n  }\n}": typeof types.AuthenticatorsDocument,
    "mutation CancelAccountDeletion {\n  cancelAccountDeletion {\n    __typename\n    id\n    deletesAt\n  }\n}": typeof types.CancelAccountDeletionDocument,
    "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.ChangePasswordDocument,
    "mutation ConfirmAuthenticatorApp($enrollment: ID!, $token: String!) {\n  confirmAuthenticatorApp(enrollment: $enrollment, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.ConfirmAuthenticatorAppDocument,
    "mutation ConfirmEmailChange($challenge: String!, $token: String!) {\n  confirmEmailChange(challenge: $challenge, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.ConfirmEmailChangeDocument,
    "mutation ConfirmPasskey($enrollment: ID!, $response: PasskeyAttestation!, $name: String) {\n  confirmPasskey(enrollment: $enrollment, response: $response, name: $name) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.ConfirmPasskeyDocument,
    "mutation DeactivateUser($id: ID!) {\n  deactivateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": typeof types.DeactivateUserDocument,
    "mutation DeleteAccount {\n  deleteAccount\n}": typeof types.DeleteAccountDocument,
    "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.DisableTwoFactorDocument,
    "query ExportMyData {\n  exportMyData\n}": typeof types.ExportMyDataDocument,
    "mutation GenerateRecoveryCodes {\n  generateRecoveryCodes {\n    codes\n    createdAt\n  }\n}": typeof types.GenerateRecoveryCodesDocument,
    "mutation InviteUser($username: String!, $email: EmailAddress!, $isStaff: Boolean! = false) {\n  inviteUser(username: $username, email: $email, isStaff: $isStaff) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": typeof types.InviteUserDocument,
    "mutation KeepAccount($challenge: String!, $token: String!) {\n  keepAccount(challenge: $challenge, token: $token)\n}": typeof types.KeepAccountDocument,
    "query Me {\n  me {\n    id\n    username\n    email\n    emailVerifiedAt\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n  }\n}": typeof types.MeDocument,
    "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}": typeof types.MySecurityEventsDocument,
    "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.ObtainTokenDocument,
    "mutation PreferTwoFactorMethod($kind: TwoFactorKind!) {\n  preferTwoFactorMethod(kind: $kind) {\n    id\n    preferredTwoFactorMethod\n  }\n}": typeof types.PreferTwoFactorMethodDocument,
    "mutation RefreshToken($refresh: String) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.RefreshTokenDocument,
    "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.RegisterPhoneDocument,
    "mutation Register($username: String!, $email: EmailAddress!, $password: String!) {\n  register(username: $username, email: $email, password: $password) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.RegisterDocument,
    "mutation RemoveAuthenticator($id: ID!) {\n  removeAuthenticator(id: $id) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": typeof types.RemoveAuthenticatorDocument,
    "mutation RemoveUserAuthenticator($userId: ID!, $id: ID!) {\n  removeUserAuthenticator(userId: $userId, id: $id) {\n    id\n    twoFactorEnabled\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}": typeof types.RemoveUserAuthenticatorDocument,
    "mutation RenameAuthenticator($id: ID!, $name: String!) {\n  renameAuthenticator(id: $id, name: $name) {\n    __typename\n    id\n    name\n    createdAt\n    lastUsedAt\n    ... on PhoneAuthenticator {\n      phone\n    }\n  }\n}": typeof types.RenameAuthenticatorDocument,
    "mutation RequestEmailChange($email: EmailAddress!) {\n  requestEmailChange(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.RequestEmailChangeDocument,
    "mutation RequestEmailSignIn($email: EmailAddress!) {\n  requestEmailSignIn(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.RequestEmailSignInDocument,
    "mutation RequestPasskey($challenge: String) {\n  requestPasskey(challenge: $challenge) {\n    __typename\n    challenge\n    options\n    expiresAt\n  }\n}": typeof types.RequestPasskeyDocument,
    "mutation RequestPasswordReset($email: EmailAddress!) {\n  requestPasswordReset(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.RequestPasswordResetDocument,
    "mutation RequestStepUp {\n  requestStepUp {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}": typeof types.RequestStepUpDocument,
    "mutation ResendEmail($challenge: String!) {\n  resendEmail(challenge: $challenge) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.ResendEmailDocument,
    "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}": typeof types.ResendTwoFactorTokenDocument,
    "mutation ResetPassword($challenge: String!, $token: String!, $newPassword: String!) {\n  resetPassword(challenge: $challenge, token: $token, newPassword: $newPassword)\n}": typeof types.ResetPasswordDocument,
    "mutation RevokeInvitation($id: ID!) {\n  revokeInvitation(id: $id)\n}": typeof types.RevokeInvitationDocument,
    "mutation RevokeOtherSessions {\n  revokeOtherSessions\n}": typeof types.RevokeOtherSessionsDocument,
    "mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}": typeof types.RevokeSessionDocument,
    "mutation RevokeToken($refresh: String) {\n  revokeToken(refresh: $refresh)\n}": typeof types.RevokeTokenDocument,
    "mutation RevokeTrustedDevice($id: ID!) {\n  revokeTrustedDevice(id: $id)\n}": typeof types.RevokeTrustedDeviceDocument,
    "mutation RevokeTrustedDevices {\n  revokeTrustedDevices\n}": typeof types.RevokeTrustedDevicesDocument,
    "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}": typeof types.SecurityEventsDocument,
    "mutation SendPasswordReset($id: ID!) {\n  sendPasswordReset(id: $id)\n}": typeof types.SendPasswordResetDocument,
    "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}": typeof types.SessionsDocument,
    "query SignInOptions {\n  signInOptions {\n    branding {\n      name\n      color\n      logoUrl\n      termsUrl\n      privacyUrl\n    }\n    methods\n    channels\n    twoFactorPolicy\n    registration\n    passwordReset\n    emailSignIn\n    passwordMinLength\n    tokenCookies\n    remembersDevices\n  }\n}": typeof types.SignInOptionsDocument,
    "mutation SignOutUser($id: ID!) {\n  signOutUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n  }\n}": typeof types.SignOutUserDocument,
    "mutation StartAuthenticatorApp($name: String) {\n  startAuthenticatorApp(name: $name) {\n    __typename\n    enrollment\n    secret\n    uri\n    expiresAt\n  }\n}": typeof types.StartAuthenticatorAppDocument,
    "mutation StartPasskey {\n  startPasskey {\n    __typename\n    enrollment\n    options\n    expiresAt\n  }\n}": typeof types.StartPasskeyDocument,
    "mutation TrustDevice($name: String) {\n  trustDevice(name: $name) {\n    token\n    device {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}": typeof types.TrustDeviceDocument,
    "query TrustedDevices {\n  me {\n    id\n    trustedDevices {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}": typeof types.TrustedDevicesDocument,
    "mutation UndoChange($token: String!) {\n  undoChange(token: $token) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": typeof types.UndoChangeDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    emailVerifiedAt\n    phoneMasked\n    twoFactorEnabled\n    isActive\n    state\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}": typeof types.UserDocument,
    "query Users($first: Int = 20, $after: String, $search: String, $filter: UserFilter) {\n  users(first: $first, after: $after, search: $search, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phoneMasked\n        twoFactorEnabled\n        isActive\n        state\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}": typeof types.UsersDocument,
    "mutation VerifyEmail($challenge: String!, $token: String!, $password: String) {\n  verifyEmail(challenge: $challenge, token: $token, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.VerifyEmailDocument,
    "mutation VerifyPasskey($challenge: String!, $response: PasskeyAssertion!) {\n  verifyPasskey(challenge: $challenge, response: $response) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.VerifyPasskeyDocument,
    "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.VerifyPhoneDocument,
    "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String, $kind: TwoFactorKind) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n    kind: $kind\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": typeof types.VerifyTwoFactorTokenDocument,
};
const documents: Documents = {
    "mutation AcceptInvitation($challenge: String!, $token: String!, $newPassword: String!) {\n  acceptInvitation(\n    challenge: $challenge\n    token: $token\n    newPassword: $newPassword\n  ) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.AcceptInvitationDocument,
    "mutation ActivateUser($id: ID!) {\n  activateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": types.ActivateUserDocument,
    "query Authenticators {\n  me {\n    id\n    twoFactorEnabled\n    preferredTwoFactorMethod\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n      ... on PhoneAuthenticator {\n        phone\n      }\n      ... on Passkey {\n        isSynced\n        transports\n        aaguid\n      }\n    }\n  }\n}": types.AuthenticatorsDocument,
    "mutation CancelAccountDeletion {\n  cancelAccountDeletion {\n    __typename\n    id\n    deletesAt\n  }\n}": types.CancelAccountDeletionDocument,
    "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.ChangePasswordDocument,
    "mutation ConfirmAuthenticatorApp($enrollment: ID!, $token: String!) {\n  confirmAuthenticatorApp(enrollment: $enrollment, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.ConfirmAuthenticatorAppDocument,
    "mutation ConfirmEmailChange($challenge: String!, $token: String!) {\n  confirmEmailChange(challenge: $challenge, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.ConfirmEmailChangeDocument,
    "mutation ConfirmPasskey($enrollment: ID!, $response: PasskeyAttestation!, $name: String) {\n  confirmPasskey(enrollment: $enrollment, response: $response, name: $name) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.ConfirmPasskeyDocument,
    "mutation DeactivateUser($id: ID!) {\n  deactivateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": types.DeactivateUserDocument,
    "mutation DeleteAccount {\n  deleteAccount\n}": types.DeleteAccountDocument,
    "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.DisableTwoFactorDocument,
    "query ExportMyData {\n  exportMyData\n}": types.ExportMyDataDocument,
    "mutation GenerateRecoveryCodes {\n  generateRecoveryCodes {\n    codes\n    createdAt\n  }\n}": types.GenerateRecoveryCodesDocument,
    "mutation InviteUser($username: String!, $email: EmailAddress!, $isStaff: Boolean! = false) {\n  inviteUser(username: $username, email: $email, isStaff: $isStaff) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}": types.InviteUserDocument,
    "mutation KeepAccount($challenge: String!, $token: String!) {\n  keepAccount(challenge: $challenge, token: $token)\n}": types.KeepAccountDocument,
    "query Me {\n  me {\n    id\n    username\n    email\n    emailVerifiedAt\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n  }\n}": types.MeDocument,
    "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}": types.MySecurityEventsDocument,
    "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.ObtainTokenDocument,
    "mutation PreferTwoFactorMethod($kind: TwoFactorKind!) {\n  preferTwoFactorMethod(kind: $kind) {\n    id\n    preferredTwoFactorMethod\n  }\n}": types.PreferTwoFactorMethodDocument,
    "mutation RefreshToken($refresh: String) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.RefreshTokenDocument,
    "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.RegisterPhoneDocument,
    "mutation Register($username: String!, $email: EmailAddress!, $password: String!) {\n  register(username: $username, email: $email, password: $password) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.RegisterDocument,
    "mutation RemoveAuthenticator($id: ID!) {\n  removeAuthenticator(id: $id) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}": types.RemoveAuthenticatorDocument,
    "mutation RemoveUserAuthenticator($userId: ID!, $id: ID!) {\n  removeUserAuthenticator(userId: $userId, id: $id) {\n    id\n    twoFactorEnabled\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}": types.RemoveUserAuthenticatorDocument,
    "mutation RenameAuthenticator($id: ID!, $name: String!) {\n  renameAuthenticator(id: $id, name: $name) {\n    __typename\n    id\n    name\n    createdAt\n    lastUsedAt\n    ... on PhoneAuthenticator {\n      phone\n    }\n  }\n}": types.RenameAuthenticatorDocument,
    "mutation RequestEmailChange($email: EmailAddress!) {\n  requestEmailChange(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.RequestEmailChangeDocument,
    "mutation RequestEmailSignIn($email: EmailAddress!) {\n  requestEmailSignIn(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.RequestEmailSignInDocument,
    "mutation RequestPasskey($challenge: String) {\n  requestPasskey(challenge: $challenge) {\n    __typename\n    challenge\n    options\n    expiresAt\n  }\n}": types.RequestPasskeyDocument,
    "mutation RequestPasswordReset($email: EmailAddress!) {\n  requestPasswordReset(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.RequestPasswordResetDocument,
    "mutation RequestStepUp {\n  requestStepUp {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}": types.RequestStepUpDocument,
    "mutation ResendEmail($challenge: String!) {\n  resendEmail(challenge: $challenge) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.ResendEmailDocument,
    "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}": types.ResendTwoFactorTokenDocument,
    "mutation ResetPassword($challenge: String!, $token: String!, $newPassword: String!) {\n  resetPassword(challenge: $challenge, token: $token, newPassword: $newPassword)\n}": types.ResetPasswordDocument,
    "mutation RevokeInvitation($id: ID!) {\n  revokeInvitation(id: $id)\n}": types.RevokeInvitationDocument,
    "mutation RevokeOtherSessions {\n  revokeOtherSessions\n}": types.RevokeOtherSessionsDocument,
    "mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}": types.RevokeSessionDocument,
    "mutation RevokeToken($refresh: String) {\n  revokeToken(refresh: $refresh)\n}": types.RevokeTokenDocument,
    "mutation RevokeTrustedDevice($id: ID!) {\n  revokeTrustedDevice(id: $id)\n}": types.RevokeTrustedDeviceDocument,
    "mutation RevokeTrustedDevices {\n  revokeTrustedDevices\n}": types.RevokeTrustedDevicesDocument,
    "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}": types.SecurityEventsDocument,
    "mutation SendPasswordReset($id: ID!) {\n  sendPasswordReset(id: $id)\n}": types.SendPasswordResetDocument,
    "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}": types.SessionsDocument,
    "query SignInOptions {\n  signInOptions {\n    branding {\n      name\n      color\n      logoUrl\n      termsUrl\n      privacyUrl\n    }\n    methods\n    channels\n    twoFactorPolicy\n    registration\n    passwordReset\n    emailSignIn\n    passwordMinLength\n    tokenCookies\n    remembersDevices\n  }\n}": types.SignInOptionsDocument,
    "mutation SignOutUser($id: ID!) {\n  signOutUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n  }\n}": types.SignOutUserDocument,
    "mutation StartAuthenticatorApp($name: String) {\n  startAuthenticatorApp(name: $name) {\n    __typename\n    enrollment\n    secret\n    uri\n    expiresAt\n  }\n}": types.StartAuthenticatorAppDocument,
    "mutation StartPasskey {\n  startPasskey {\n    __typename\n    enrollment\n    options\n    expiresAt\n  }\n}": types.StartPasskeyDocument,
    "mutation TrustDevice($name: String) {\n  trustDevice(name: $name) {\n    token\n    device {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}": types.TrustDeviceDocument,
    "query TrustedDevices {\n  me {\n    id\n    trustedDevices {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}": types.TrustedDevicesDocument,
    "mutation UndoChange($token: String!) {\n  undoChange(token: $token) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}": types.UndoChangeDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    emailVerifiedAt\n    phoneMasked\n    twoFactorEnabled\n    isActive\n    state\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}": types.UserDocument,
    "query Users($first: Int = 20, $after: String, $search: String, $filter: UserFilter) {\n  users(first: $first, after: $after, search: $search, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phoneMasked\n        twoFactorEnabled\n        isActive\n        state\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}": types.UsersDocument,
    "mutation VerifyEmail($challenge: String!, $token: String!, $password: String) {\n  verifyEmail(challenge: $challenge, token: $token, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.VerifyEmailDocument,
    "mutation VerifyPasskey($challenge: String!, $response: PasskeyAssertion!) {\n  verifyPasskey(challenge: $challenge, response: $response) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.VerifyPasskeyDocument,
    "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.VerifyPhoneDocument,
    "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String, $kind: TwoFactorKind) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n    kind: $kind\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}": types.VerifyTwoFactorTokenDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation AcceptInvitation($challenge: String!, $token: String!, $newPassword: String!) {\n  acceptInvitation(\n    challenge: $challenge\n    token: $token\n    newPassword: $newPassword\n  ) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation AcceptInvitation($challenge: String!, $token: String!, $newPassword: String!) {\n  acceptInvitation(\n    challenge: $challenge\n    token: $token\n    newPassword: $newPassword\n  ) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ActivateUser($id: ID!) {\n  activateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"): (typeof documents)["mutation ActivateUser($id: ID!) {\n  activateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Authenticators {\n  me {\n    id\n    twoFactorEnabled\n    preferredTwoFactorMethod\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n      ... on PhoneAuthenticator {\n        phone\n      }\n      ... on Passkey {\n        isSynced\n        transports\n        aaguid\n      }\n    }\n  }\n}"): (typeof documents)["query Authenticators {\n  me {\n    id\n    twoFactorEnabled\n    preferredTwoFactorMethod\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n      ... on PhoneAuthenticator {\n        phone\n      }\n      ... on Passkey {\n        isSynced\n        transports\n        aaguid\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation CancelAccountDeletion {\n  cancelAccountDeletion {\n    __typename\n    id\n    deletesAt\n  }\n}"): (typeof documents)["mutation CancelAccountDeletion {\n  cancelAccountDeletion {\n    __typename\n    id\n    deletesAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ConfirmAuthenticatorApp($enrollment: ID!, $token: String!) {\n  confirmAuthenticatorApp(enrollment: $enrollment, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation ConfirmAuthenticatorApp($enrollment: ID!, $token: String!) {\n  confirmAuthenticatorApp(enrollment: $enrollment, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ConfirmEmailChange($challenge: String!, $token: String!) {\n  confirmEmailChange(challenge: $challenge, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation ConfirmEmailChange($challenge: String!, $token: String!) {\n  confirmEmailChange(challenge: $challenge, token: $token) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ConfirmPasskey($enrollment: ID!, $response: PasskeyAttestation!, $name: String) {\n  confirmPasskey(enrollment: $enrollment, response: $response, name: $name) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation ConfirmPasskey($enrollment: ID!, $response: PasskeyAttestation!, $name: String) {\n  confirmPasskey(enrollment: $enrollment, response: $response, name: $name) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DeactivateUser($id: ID!) {\n  deactivateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"): (typeof documents)["mutation DeactivateUser($id: ID!) {\n  deactivateUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DeleteAccount {\n  deleteAccount\n}"): (typeof documents)["mutation DeleteAccount {\n  deleteAccount\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ExportMyData {\n  exportMyData\n}"): (typeof documents)["query ExportMyData {\n  exportMyData\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation GenerateRecoveryCodes {\n  generateRecoveryCodes {\n    codes\n    createdAt\n  }\n}"): (typeof documents)["mutation GenerateRecoveryCodes {\n  generateRecoveryCodes {\n    codes\n    createdAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation InviteUser($username: String!, $email: EmailAddress!, $isStaff: Boolean! = false) {\n  inviteUser(username: $username, email: $email, isStaff: $isStaff) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"): (typeof documents)["mutation InviteUser($username: String!, $email: EmailAddress!, $isStaff: Boolean! = false) {\n  inviteUser(username: $username, email: $email, isStaff: $isStaff) {\n    __typename\n    id\n    username\n    isActive\n    state\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation KeepAccount($challenge: String!, $token: String!) {\n  keepAccount(challenge: $challenge, token: $token)\n}"): (typeof documents)["mutation KeepAccount($challenge: String!, $token: String!) {\n  keepAccount(challenge: $challenge, token: $token)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Me {\n  me {\n    id\n    username\n    email\n    emailVerifiedAt\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n  }\n}"): (typeof documents)["query Me {\n  me {\n    id\n    username\n    email\n    emailVerifiedAt\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation PreferTwoFactorMethod($kind: TwoFactorKind!) {\n  preferTwoFactorMethod(kind: $kind) {\n    id\n    preferredTwoFactorMethod\n  }\n}"): (typeof documents)["mutation PreferTwoFactorMethod($kind: TwoFactorKind!) {\n  preferTwoFactorMethod(kind: $kind) {\n    id\n    preferredTwoFactorMethod\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RefreshToken($refresh: String) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation RefreshToken($refresh: String) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Register($username: String!, $email: EmailAddress!, $password: String!) {\n  register(username: $username, email: $email, password: $password) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation Register($username: String!, $email: EmailAddress!, $password: String!) {\n  register(username: $username, email: $email, password: $password) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RemoveAuthenticator($id: ID!) {\n  removeAuthenticator(id: $id) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"): (typeof documents)["mutation RemoveAuthenticator($id: ID!) {\n  removeAuthenticator(id: $id) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n    recoveryCode\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RemoveUserAuthenticator($userId: ID!, $id: ID!) {\n  removeUserAuthenticator(userId: $userId, id: $id) {\n    id\n    twoFactorEnabled\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}"): (typeof documents)["mutation RemoveUserAuthenticator($userId: ID!, $id: ID!) {\n  removeUserAuthenticator(userId: $userId, id: $id) {\n    id\n    twoFactorEnabled\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RenameAuthenticator($id: ID!, $name: String!) {\n  renameAuthenticator(id: $id, name: $name) {\n    __typename\n    id\n    name\n    createdAt\n    lastUsedAt\n    ... on PhoneAuthenticator {\n      phone\n    }\n  }\n}"): (typeof documents)["mutation RenameAuthenticator($id: ID!, $name: String!) {\n  renameAuthenticator(id: $id, name: $name) {\n    __typename\n    id\n    name\n    createdAt\n    lastUsedAt\n    ... on PhoneAuthenticator {\n      phone\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestEmailChange($email: EmailAddress!) {\n  requestEmailChange(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation RequestEmailChange($email: EmailAddress!) {\n  requestEmailChange(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestEmailSignIn($email: EmailAddress!) {\n  requestEmailSignIn(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation RequestEmailSignIn($email: EmailAddress!) {\n  requestEmailSignIn(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestPasskey($challenge: String) {\n  requestPasskey(challenge: $challenge) {\n    __typename\n    challenge\n    options\n    expiresAt\n  }\n}"): (typeof documents)["mutation RequestPasskey($challenge: String) {\n  requestPasskey(challenge: $challenge) {\n    __typename\n    challenge\n    options\n    expiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestPasswordReset($email: EmailAddress!) {\n  requestPasswordReset(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation RequestPasswordReset($email: EmailAddress!) {\n  requestPasswordReset(email: $email) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RequestStepUp {\n  requestStepUp {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}"): (typeof documents)["mutation RequestStepUp {\n  requestStepUp {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResendEmail($challenge: String!) {\n  resendEmail(challenge: $challenge) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation ResendEmail($challenge: String!) {\n  resendEmail(challenge: $challenge) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}"): (typeof documents)["mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    purpose\n    attemptsLeft\n    expiresAt\n    methods {\n      __typename\n      kind\n      label\n      ... on PhoneMethod {\n        channels\n      }\n      ... on AuthenticatorAppMethod {\n        codeLength\n      }\n    }\n    delivery {\n      channel\n      availableChannels\n      destination\n      codeLength\n      resendAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResetPassword($challenge: String!, $token: String!, $newPassword: String!) {\n  resetPassword(challenge: $challenge, token: $token, newPassword: $newPassword)\n}"): (typeof documents)["mutation ResetPassword($challenge: String!, $token: String!, $newPassword: String!) {\n  resetPassword(challenge: $challenge, token: $token, newPassword: $newPassword)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeInvitation($id: ID!) {\n  revokeInvitation(id: $id)\n}"): (typeof documents)["mutation RevokeInvitation($id: ID!) {\n  revokeInvitation(id: $id)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeOtherSessions {\n  revokeOtherSessions\n}"): (typeof documents)["mutation RevokeOtherSessions {\n  revokeOtherSessions\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}"): (typeof documents)["mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeToken($refresh: String) {\n  revokeToken(refresh: $refresh)\n}"): (typeof documents)["mutation RevokeToken($refresh: String) {\n  revokeToken(refresh: $refresh)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeTrustedDevice($id: ID!) {\n  revokeTrustedDevice(id: $id)\n}"): (typeof documents)["mutation RevokeTrustedDevice($id: ID!) {\n  revokeTrustedDevice(id: $id)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeTrustedDevices {\n  revokeTrustedDevices\n}"): (typeof documents)["mutation RevokeTrustedDevices {\n  revokeTrustedDevices\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}"): (typeof documents)["query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SendPasswordReset($id: ID!) {\n  sendPasswordReset(id: $id)\n}"): (typeof documents)["mutation SendPasswordReset($id: ID!) {\n  sendPasswordReset(id: $id)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}"): (typeof documents)["query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SignInOptions {\n  signInOptions {\n    branding {\n      name\n      color\n      logoUrl\n      termsUrl\n      privacyUrl\n    }\n    methods\n    channels\n    twoFactorPolicy\n    registration\n    passwordReset\n    emailSignIn\n    passwordMinLength\n    tokenCookies\n    remembersDevices\n  }\n}"): (typeof documents)["query SignInOptions {\n  signInOptions {\n    branding {\n      name\n      color\n      logoUrl\n      termsUrl\n      privacyUrl\n    }\n    methods\n    channels\n    twoFactorPolicy\n    registration\n    passwordReset\n    emailSignIn\n    passwordMinLength\n    tokenCookies\n    remembersDevices\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation SignOutUser($id: ID!) {\n  signOutUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n  }\n}"): (typeof documents)["mutation SignOutUser($id: ID!) {\n  signOutUser(id: $id) {\n    __typename\n    id\n    username\n    isActive\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StartAuthenticatorApp($name: String) {\n  startAuthenticatorApp(name: $name) {\n    __typename\n    enrollment\n    secret\n    uri\n    expiresAt\n  }\n}"): (typeof documents)["mutation StartAuthenticatorApp($name: String) {\n  startAuthenticatorApp(name: $name) {\n    __typename\n    enrollment\n    secret\n    uri\n    expiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation StartPasskey {\n  startPasskey {\n    __typename\n    enrollment\n    options\n    expiresAt\n  }\n}"): (typeof documents)["mutation StartPasskey {\n  startPasskey {\n    __typename\n    enrollment\n    options\n    expiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation TrustDevice($name: String) {\n  trustDevice(name: $name) {\n    token\n    device {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}"): (typeof documents)["mutation TrustDevice($name: String) {\n  trustDevice(name: $name) {\n    token\n    device {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TrustedDevices {\n  me {\n    id\n    trustedDevices {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}"): (typeof documents)["query TrustedDevices {\n  me {\n    id\n    trustedDevices {\n      id\n      name\n      createdAt\n      lastUsedAt\n      expiresAt\n      isCurrent\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation UndoChange($token: String!) {\n  undoChange(token: $token) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"): (typeof documents)["mutation UndoChange($token: String!) {\n  undoChange(token: $token) {\n    __typename\n    challenge\n    codeLength\n    expiresAt\n    resendAt\n    message\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    emailVerifiedAt\n    phoneMasked\n    twoFactorEnabled\n    isActive\n    state\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}"): (typeof documents)["query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    emailVerifiedAt\n    phoneMasked\n    twoFactorEnabled\n    isActive\n    state\n    isStaff\n    createdAt\n    lastLoginAt\n    deletesAt\n    recoveryCodesLeft\n    authenticators {\n      __typename\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Users($first: Int = 20, $after: String, $search: String, $filter: UserFilter) {\n  users(first: $first, after: $after, search: $search, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phoneMasked\n        twoFactorEnabled\n        isActive\n        state\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}"): (typeof documents)["query Users($first: Int = 20, $after: String, $search: String, $filter: UserFilter) {\n  users(first: $first, after: $after, search: $search, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phoneMasked\n        twoFactorEnabled\n        isActive\n        state\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyEmail($challenge: String!, $token: String!, $password: String) {\n  verifyEmail(challenge: $challenge, token: $token, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation VerifyEmail($challenge: String!, $token: String!, $password: String) {\n  verifyEmail(challenge: $challenge, token: $token, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyPasskey($challenge: String!, $response: PasskeyAssertion!) {\n  verifyPasskey(challenge: $challenge, response: $response) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation VerifyPasskey($challenge: String!, $response: PasskeyAssertion!) {\n  verifyPasskey(challenge: $challenge, response: $response) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String, $kind: TwoFactorKind) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n    kind: $kind\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"): (typeof documents)["mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String, $kind: TwoFactorKind) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n    kind: $kind\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n      recoveryCode\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      purpose\n      attemptsLeft\n      expiresAt\n      methods {\n        __typename\n        kind\n        label\n        ... on PhoneMethod {\n          channels\n        }\n        ... on AuthenticatorAppMethod {\n          codeLength\n        }\n      }\n      delivery {\n        channel\n        availableChannels\n        destination\n        codeLength\n        resendAt\n      }\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;