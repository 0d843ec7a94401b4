import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../user.entity.js';

/** What an address is proved for. */
export type EmailPurpose = 'register' | 'invite' | 'signIn' | 'resetPassword' | 'changeEmail' | 'keepAccount';

/** Typed codes and opened links together. */
export const MAX_EMAIL_ATTEMPTS = 5;

const EmailStepSchema = defineEntity({
  name: 'EmailStep',
  tableName: 'email_steps',
  indexes: [{ name: 'email_steps_newest_index', properties: ['email', 'purpose', 'createdAt'] }],
  properties: {
    /** The challenge, in the response and in the link. It proves nothing without the token or the code. */
    id: p.uuid().primary(),
    purpose: p.string().length(20).$type<EmailPurpose>(),
    /** Where the mail goes, as it is compared. */
    email: p.string().length(254),
    /** Who it is for: known at once to register and to change the address, otherwise when the mail is written. */
    user: () => p.manyToOne(User).ref().deleteRule('cascade').nullable().index(),
    /** BCP 47 language of the request. */
    locale: p.string().length(35).nullable(),
    /** SHA-256 of the token in the link. Null until a mail is written, and where none is. */
    tokenHash: p.string().length(64).nullable(),
    /** Slow hash of the code in the mail. */
    codeHash: p.string().length(64).nullable(),
    codeExpiresAt: p.datetime(),
    /** Counted before they are checked. */
    attempts: p.integer().default(0),
    sends: p.integer().default(1),
    resendAt: p.datetime(),
    createdAt: p.datetime(),
    /** Of the link. */
    expiresAt: p.datetime().index(),
    usedAt: p.datetime().nullable(),
  },
});

/** A mail that proves an address. There is a row for each request, whether the address is known or not. */
export class EmailStep extends EmailStepSchema.class {}

EmailStepSchema.setClass(EmailStep);
