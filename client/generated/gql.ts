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
    "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": typeof types.ChangePasswordDocument,
    "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": typeof types.DisableTwoFactorDocument,
    "query Me {\n  me {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}": typeof types.MeDocument,
    "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}": typeof types.MySecurityEventsDocument,
    "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": typeof types.ObtainTokenDocument,
    "mutation RefreshToken($refresh: String!) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": typeof types.RefreshTokenDocument,
    "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": typeof types.RegisterPhoneDocument,
    "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    channel\n    availableChannels\n    destination\n    codeLength\n    attemptsLeft\n    resendAt\n    expiresAt\n  }\n}": typeof types.ResendTwoFactorTokenDocument,
    "mutation RevokeOtherSessions {\n  revokeOtherSessions\n}": typeof types.RevokeOtherSessionsDocument,
    "mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}": typeof types.RevokeSessionDocument,
    "mutation RevokeToken($refresh: String!) {\n  revokeToken(refresh: $refresh)\n}": typeof types.RevokeTokenDocument,
    "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}": typeof types.SecurityEventsDocument,
    "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}": typeof types.SessionsDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}": typeof types.UserDocument,
    "query Users($first: Int = 20, $after: String, $search: String) {\n  users(first: $first, after: $after, search: $search) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phone\n        twoFactorEnabled\n        isActive\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}": typeof types.UsersDocument,
    "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": typeof types.VerifyPhoneDocument,
    "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": typeof types.VerifyTwoFactorTokenDocument,
};
const documents: Documents = {
    "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": types.ChangePasswordDocument,
    "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": types.DisableTwoFactorDocument,
    "query Me {\n  me {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}": types.MeDocument,
    "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}": types.MySecurityEventsDocument,
    "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": types.ObtainTokenDocument,
    "mutation RefreshToken($refresh: String!) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}": types.RefreshTokenDocument,
    "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": types.RegisterPhoneDocument,
    "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    channel\n    availableChannels\n    destination\n    codeLength\n    attemptsLeft\n    resendAt\n    expiresAt\n  }\n}": types.ResendTwoFactorTokenDocument,
    "mutation RevokeOtherSessions {\n  revokeOtherSessions\n}": types.RevokeOtherSessionsDocument,
    "mutation RevokeSession($id: ID!) {\n  revokeSession(id: $id)\n}": types.RevokeSessionDocument,
    "mutation RevokeToken($refresh: String!) {\n  revokeToken(refresh: $refresh)\n}": types.RevokeTokenDocument,
    "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}": types.SecurityEventsDocument,
    "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}": types.SessionsDocument,
    "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}": types.UserDocument,
    "query Users($first: Int = 20, $after: String, $search: String) {\n  users(first: $first, after: $after, search: $search) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phone\n        twoFactorEnabled\n        isActive\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}": types.UsersDocument,
    "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": types.VerifyPhoneDocument,
    "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}": types.VerifyTwoFactorTokenDocument,
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
export function graphql(source: "mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"): (typeof documents)["mutation ChangePassword($currentPassword: String!, $newPassword: String!) {\n  changePassword(currentPassword: $currentPassword, newPassword: $newPassword) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"): (typeof documents)["mutation DisableTwoFactor {\n  disableTwoFactor {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Me {\n  me {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}"): (typeof documents)["query Me {\n  me {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query MySecurityEvents($first: Int = 20, $after: String) {\n  me {\n    id\n    securityEvents(first: $first, after: $after) {\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        cursor\n        node {\n          id\n          occurredAt\n          type\n          reason\n          sessionId\n          ipAddress\n          userAgent\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"): (typeof documents)["mutation ObtainToken($username: String!, $password: String!) {\n  obtainToken(username: $username, password: $password) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RefreshToken($refresh: String!) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"): (typeof documents)["mutation RefreshToken($refresh: String!) {\n  refreshToken(refresh: $refresh) {\n    __typename\n    access\n    refresh\n    accessExpiresAt\n    refreshExpiresAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"): (typeof documents)["mutation RegisterPhone($phone: PhoneNumber!, $token: String!) {\n  registerPhone(phone: $phone, token: $token) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    channel\n    availableChannels\n    destination\n    codeLength\n    attemptsLeft\n    resendAt\n    expiresAt\n  }\n}"): (typeof documents)["mutation ResendTwoFactorToken($challenge: String!, $channel: TwoFactorChannel) {\n  resendTwoFactorToken(challenge: $challenge, channel: $channel) {\n    __typename\n    message\n    challenge\n    channel\n    availableChannels\n    destination\n    codeLength\n    attemptsLeft\n    resendAt\n    expiresAt\n  }\n}"];
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
export function graphql(source: "mutation RevokeToken($refresh: String!) {\n  revokeToken(refresh: $refresh)\n}"): (typeof documents)["mutation RevokeToken($refresh: String!) {\n  revokeToken(refresh: $refresh)\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}"): (typeof documents)["query SecurityEvents($first: Int = 20, $after: String, $userId: ID, $type: SecurityEventType) {\n  securityEvents(first: $first, after: $after, userId: $userId, type: $type) {\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        occurredAt\n        type\n        reason\n        userId\n        sessionId\n        ipAddress\n        userAgent\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}"): (typeof documents)["query Sessions {\n  me {\n    id\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      expiresAt\n      userAgent\n      ipAddress\n      factors\n      isCurrent\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}"): (typeof documents)["query User($id: ID!) {\n  user(id: $id) {\n    id\n    username\n    email\n    phone\n    twoFactorEnabled\n    isActive\n    isStaff\n    createdAt\n    lastLoginAt\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Users($first: Int = 20, $after: String, $search: String) {\n  users(first: $first, after: $after, search: $search) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phone\n        twoFactorEnabled\n        isActive\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}"): (typeof documents)["query Users($first: Int = 20, $after: String, $search: String) {\n  users(first: $first, after: $after, search: $search) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        id\n        username\n        email\n        phone\n        twoFactorEnabled\n        isActive\n        isStaff\n        createdAt\n        lastLoginAt\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"): (typeof documents)["mutation VerifyPhone($phone: PhoneNumber!, $channel: TwoFactorChannel = SMS) {\n  verifyPhone(phone: $phone, channel: $channel) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"): (typeof documents)["mutation VerifyTwoFactorToken($token: String!, $challenge: String, $username: String, $password: String) {\n  verifyTwoFactorToken(\n    token: $token\n    challenge: $challenge\n    username: $username\n    password: $password\n  ) {\n    __typename\n    ... on TokenPair {\n      access\n      refresh\n      accessExpiresAt\n      refreshExpiresAt\n    }\n    ... on TwoFactorRequired {\n      message\n      challenge\n      channel\n      availableChannels\n      destination\n      codeLength\n      attemptsLeft\n      resendAt\n      expiresAt\n    }\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;