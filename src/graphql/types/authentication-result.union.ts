import { createUnionType } from 'type-graphql';
import type { AuthenticationResult } from '../../services/login.service.js';
import { TokenPairType } from './token-pair.type.js';
import { TwoFactorRequiredType } from './two-factor-required.type.js';

/** Both members are classes, and TypeGraphQL tells them apart by that. */
export const AuthenticationResultUnion = createUnionType({
  name: 'AuthenticationResult',
  description: 'What each of the four steps answers: you are signed in, or one more code is needed.',
  types: () => [TokenPairType, TwoFactorRequiredType] as const,
});

export function toAuthenticationResult(result: AuthenticationResult): TokenPairType | TwoFactorRequiredType {
  return result.kind === 'signedIn'
    ? new TokenPairType(result.pair)
    : new TwoFactorRequiredType(result.challenge);
}
