import { defineEntity, p } from '@mikro-orm/core';
import type { FactorKind } from '../../core/factor-kind.js';
import { User } from '../../accounts/user.entity.js';
import { Session } from '../../sessions/session.entity.js';
import { MAX_ATTEMPTS, SentCode } from '../phone/sent-code.entity.js';

/** How long a pending sign-in without a sent code is valid. One with a sent code expires with the code. */
export const PENDING_TTL_SECONDS = 600;

const PendingSignInSchema = defineEntity({
  name: 'PendingSignIn',
  tableName: 'pending_sign_ins',
  indexes: [{ properties: ['user', 'purpose', 'createdAt'] }],
  properties: {
    /** SHA-256 of the random value that the client holds. */
    secretHash: p.string().length(64).primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade'),
    purpose: p.string().length(20).$type<PendingPurpose>(),
    /** The code that was sent for it, if one was. */
    sentCode: () => p.manyToOne(SentCode).ref().deleteRule('cascade').nullable().index(),
    /** The session that a step-up belongs to. */
    session: () => p.manyToOne(Session).ref().deleteRule('cascade').nullable().index(),
    /** The factor that was begun last: what is typed without a kind belongs to it. */
    begun: p.string().length(20).$type<FactorKind>(),
    /** RFC 8176 name of what was proved before the second factor. */
    firstAmr: p.string().length(20).default('pwd'),
    /** Tries with any factor, counted before they are checked. */
    attempts: p.integer().default(0),
    /** The user's own at the step that opened it: what was proved there counts while they are unchanged. */
    credentialsChangedAt: p.datetime(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/**
 * The right to prove a second factor, given out by the step before it. Several of them can belong to one sent code (two
 * sign-ins within the pause between messages). The code's approval ends it for all of them.
 */
export class PendingSignIn extends PendingSignInSchema.class {
  attemptsLeft(): number {
    return MAX_ATTEMPTS - this.attempts;
  }
}

PendingSignInSchema.setClass(PendingSignIn);

/** What the proof is for: to sign in, to register a phone, or to confirm a session again. */
export type PendingPurpose = 'signIn' | 'registerPhone' | 'stepUp';
