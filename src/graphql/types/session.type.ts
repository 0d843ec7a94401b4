import { Field, ID, ObjectType } from 'type-graphql';
import type { Session } from '../../entities/index.js';
import { DateTime } from './scalars.js';

@ObjectType('Session', { description: 'One sign-in on one device, from then until it ends or is ended.' })
export class SessionType {
  @Field(() => ID, { description: 'For `revokeSession`; the `sid` of the session’s tokens.' })
  readonly id: string;

  @Field(() => DateTime, { description: 'When the user signed in.' })
  readonly createdAt: Date;

  @Field(() => DateTime, { description: 'The last refresh, or the sign-in.' })
  readonly lastUsedAt: Date;

  @Field(() => DateTime, { description: 'When it ends if it is not refreshed.' })
  readonly expiresAt: Date;

  @Field(() => String, { nullable: true, description: 'What the browser or app calls itself.' })
  readonly userAgent: string | null;

  @Field(() => String, { nullable: true, description: 'Where the last refresh, or the sign-in, came from.' })
  readonly ipAddress: string | null;

  @Field(() => [String], {
    description:
      'How the user proved who they are, as RFC 8176 names it: `pwd` password, `sms`, `tel` and `otp` a code, `mfa` more than one factor.',
  })
  readonly factors: readonly string[];

  @Field(() => Boolean, { description: 'Whether it is the session that asks.' })
  readonly isCurrent: boolean;

  constructor(session: Session, currentId: string) {
    this.id = session.id;
    this.createdAt = session.createdAt;
    this.lastUsedAt = session.lastUsedAt;
    this.expiresAt = session.expiresAt;
    this.userAgent = session.userAgent ?? null;
    this.ipAddress = session.ipAddress ?? null;
    this.factors = session.amr;
    this.isCurrent = session.id === currentId;
  }
}
