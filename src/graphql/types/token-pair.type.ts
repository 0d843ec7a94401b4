import { Field, ObjectType } from 'type-graphql';
import type { TokenPair } from '../../services/token-pair.js';
import { DateTime } from './scalars.js';

@ObjectType('TokenPair', {
  description: 'You are signed in: the two tokens of a session.',
})
export class TokenPairType {
  @Field(() => String, {
    description:
      'JWT for the `Authorization: Bearer` header, good for minutes. Other services can check it with the keys at `/.well-known/jwks.json` (RFC 9068).',
  })
  readonly access: string;

  @Field(() => String, {
    description:
      'JWT for `refreshToken`, good for days and for one use. Keep it where scripts of other origins cannot read it.',
  })
  readonly refresh: string;

  @Field(() => DateTime, { description: 'When `access` ends. Refresh shortly before.' })
  readonly accessExpiresAt: Date;

  @Field(() => DateTime, {
    description: 'When `refresh` ends if it is not used. After that the user signs in again.',
  })
  readonly refreshExpiresAt: Date;

  constructor(pair: TokenPair) {
    this.access = pair.access;
    this.refresh = pair.refresh;
    this.accessExpiresAt = pair.accessExpiresAt;
    this.refreshExpiresAt = pair.refreshExpiresAt;
  }
}
