import { defineEntity, p } from '@mikro-orm/core';
import { SentCode } from './sent-code.entity.js';

const ChallengeSchema = defineEntity({
  name: 'Challenge',
  tableName: 'challenges',
  properties: {
    /** SHA-256 of the random value that the client holds. */
    secretHash: p.string().length(64).primary(),
    sentCode: () => p.manyToOne(SentCode).ref().deleteRule('cascade').index(),
    /** The user's own at the step that gave it out: what was proved there counts while they are unchanged. */
    credentialsChangedAt: p.datetime(),
    createdAt: p.datetime(),
  },
});

/**
 * The right to answer one code, given out by a step that asked for it. Several challenges can hang on one
 * code (two logins within the pause between messages); the code's approval ends them all.
 */
export class Challenge extends ChallengeSchema.class {}

ChallengeSchema.setClass(Challenge);
