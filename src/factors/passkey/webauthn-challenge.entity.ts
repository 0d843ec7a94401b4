import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';
import { PendingSignIn } from '../pending/pending-sign-in.entity.js';

const WebauthnChallengeSchema = defineEntity({
  name: 'WebauthnChallenge',
  tableName: 'webauthn_challenges',
  properties: {
    /** Of an enrollment, the id that the authenticator will have. */
    id: p.uuid().primary(),
    purpose: p.string().length(20).$type<WebauthnPurpose>(),
    /** Null for a sign-in without a password: who it is, is not known yet. */
    user: () => p.manyToOne(User).ref().deleteRule('cascade').nullable().index(),
    /** Of a second step. */
    pendingSignIn: () => p.manyToOne(PendingSignIn).ref().deleteRule('cascade').nullable().index(),
    /** SHA-256 of the value that the client holds. Null for an enrollment, which its id names. */
    secretHash: p.string().length(64).nullable().unique(),
    /** What the authenticator signs: 32 random bytes, base64url. */
    challenge: p.string().length(64),
    /** The user's own when it was made; null without a user. */
    credentialsChangedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    expiresAt: p.datetime().index(),
  },
});

/** A random value that a passkey must sign. It is used up by the first response, right or wrong. */
export class WebauthnChallenge extends WebauthnChallengeSchema.class {}

WebauthnChallengeSchema.setClass(WebauthnChallenge);

export type WebauthnPurpose = 'enrollment' | 'secondStep' | 'signIn';
