import { defineEntity, p } from '@mikro-orm/core';
import type { FactorKind } from '../../core/factor-kind.js';
import type { ChangeKind } from '../../core/notice-kind.js';
import { User } from '../user.entity.js';

/** How long a change can be undone. */
export const UNDO_SECONDS = 72 * 3600;

const PendingChangeSchema = defineEntity({
  name: 'PendingChange',
  tableName: 'pending_changes',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    kind: p.string().length(40).$type<ChangeKind>(),
    /** SHA-256 of the token in the link. Null until the mail is written. */
    tokenHash: p.string().length(64).nullable().unique(),
    /** The confirmed address before the change: the mail goes there. This and what follows is put back. */
    email: p.string().length(254),
    emailVerifiedAt: p.datetime(),
    phone: p.string().length(16).nullable(),
    authyId: p.string().length(32).nullable(),
    secondFactorEnabledAt: p.datetime().nullable(),
    preferredFactor: p.string().length(20).nullable().$type<FactorKind | null>(),
    deletesAt: p.datetime().nullable(),
    authenticatorIds: p.array().columnType('uuid[]'),
    /** The unused ones. */
    recoveryCodeHashes: p.array().columnType('text[]'),
    createdAt: p.datetime(),
    /** The old values are erased then. */
    expiresAt: p.datetime().index(),
  },
});

/** A change of what a user signs in with that the mail to the address of before can undo. */
export class PendingChange extends PendingChangeSchema.class {}

PendingChangeSchema.setClass(PendingChange);
