import { Field, ID, ObjectType } from 'type-graphql';
import type { Session } from './session.entity.js';
import { type Acr, acrOf } from '../tokens/token.service.js';
import { DateTime } from '../graphql/scalars.js';

@ObjectType('Session', { description: 'One sign-in on one device.' })
export class SessionType {
  @Field(() => ID, { description: 'Id for `revokeSession`. The tokens of the session carry it as `sid`.' })
  readonly id: string;

  @Field(() => DateTime, { description: 'Time of the sign-in.' })
  readonly createdAt: Date;

  @Field(() => DateTime, { description: 'Time of the last refresh, or of the sign-in.' })
  readonly lastUsedAt: Date;

  @Field(() => DateTime, { description: 'Time when the session expires if it is not refreshed.' })
  readonly expiresAt: Date;

  @Field(() => String, { nullable: true, description: '`User-Agent` header of the browser or app.' })
  readonly userAgent: string | null;

  @Field(() => String, { nullable: true, description: 'IP address of the last refresh, or of the sign-in.' })
  readonly ipAddress: string | null;

  @Field(() => [String], {
    description:
      'The factors of the sign-in, with the names of RFC 8176. `pwd`: password. `sms`, `tel`, `otp`: a code. `hwk`, `swk`: a passkey. `user`: the device checked who the user is. `mfa`: more than one factor.',
  })
  readonly factors: readonly string[];

  @Field(() => String, {
    description:
      'Level of the sign-in (NIST SP 800-63B). `aal1`: one factor. `aal2`: two factors. The access tokens carry it as `acr`.',
  })
  readonly acr: Acr;

  @Field(() => Boolean, { description: 'True for the session of this request.' })
  readonly isCurrent: boolean;

  constructor(session: Session, currentId: string) {
    this.id = session.id;
    this.createdAt = session.createdAt;
    this.lastUsedAt = session.lastUsedAt;
    this.expiresAt = session.expiresAt;
    this.userAgent = session.userAgent ?? null;
    this.ipAddress = session.ipAddress ?? null;
    this.factors = session.amr;
    this.acr = acrOf(session.amr);
    this.isCurrent = session.id === currentId;
  }
}
