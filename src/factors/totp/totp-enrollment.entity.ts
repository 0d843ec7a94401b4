import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';

const TotpEnrollmentSchema = defineEntity({
  name: 'TotpEnrollment',
  tableName: 'totp_enrollments',
  properties: {
    /** The id that the authenticator will have. */
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    name: p.string().length(100),
    sealedSecret: p.string().length(200),
    keyId: p.string().length(40),
    attempts: p.integer().default(0),
    /** The user's own when it was started: a change of credentials ends it. */
    credentialsChangedAt: p.datetime(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** An app that is being set up. It never replaces one that is proven. */
export class TotpEnrollment extends TotpEnrollmentSchema.class {}

TotpEnrollmentSchema.setClass(TotpEnrollment);
