import { createUnionType } from 'type-graphql';
import type { AuthenticationResult } from './authentication-result.js';
import type { GraphQLContext } from '../graphql/context.js';
import { TokenPairType } from '../tokens/token-pair.type.js';
import { TwoFactorRequiredType } from './two-factor-required.type.js';

/** Both members are classes, and TypeGraphQL distinguishes them by that. */
export const AuthenticationResultUnion = createUnionType({
  name: 'AuthenticationResult',
  description:
    'The result of each sign-in step. `TokenPair`: the user is signed in. `TwoFactorRequired`: a second factor is needed.',
  types: () => [TokenPairType, TwoFactorRequiredType] as const,
});

export async function toAuthenticationResult(
  result: AuthenticationResult,
  context: GraphQLContext,
): Promise<TokenPairType | TwoFactorRequiredType> {
  return result.kind === 'signedIn'
    ? TokenPairType.give(result.pair, context)
    : new TwoFactorRequiredType(result.required);
}
