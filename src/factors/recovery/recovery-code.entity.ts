import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';

const RecoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    /** SHA-256 of the code in the form that is compared. */
    codeHash: p.string().length(64).primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    createdAt: p.datetime(),
    usedAt: p.datetime().nullable(),
    /** Kept for as long as the change that removed it can be undone. */
    removedAt: p.datetime().nullable(),
  },
});

/** A code that a user stored, for sign-ins without any other factor. It works once. */
export class RecoveryCode extends RecoveryCodeSchema.class {}

RecoveryCodeSchema.setClass(RecoveryCode);
