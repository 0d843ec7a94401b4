import type { TokenPair } from '../tokens/token-pair.js';
import type { TwoFactorRequired } from './second-factors.js';

/** The result of each sign-in step: the user is signed in, or a second factor is needed. */
export type AuthenticationResult =
  { kind: 'signedIn'; pair: TokenPair } | { kind: 'twoFactorRequired'; required: TwoFactorRequired };
