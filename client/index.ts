export { type AuthClient, type AuthClientOptions, createAuthClient } from './auth-client.js';
export { normalizeCode } from './code.js';
export { AuthError, type AuthErrorCode, type ClientErrorCode } from './errors.js';
export { ErrorCode } from './generated/enums.js';
export * from './generated/graphql.js';
export type { CodeOptions } from './signing-in.js';
export type { LockManagerLike } from './tokens/lock.js';
export type { AuthState, Challenge, SignedIn, SignInReason, TokenPair } from './state.js';
export { memoryStorage, type StorageLike, type TokenStorage, webStorage } from './tokens/storage.js';
