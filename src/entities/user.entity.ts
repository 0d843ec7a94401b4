import { defineEntity, p } from '@mikro-orm/core';

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    /** As the user writes it, trimmed. */
    username: p.string().length(150),
    /** The form that is compared: see `usernameKey`. */
    usernameKey: p.string().length(150).unique(),
    email: p.string().length(254).nullable(),
    /** bcrypt; null when no password was set, which no password matches. */
    passwordHash: p.string().length(60).nullable(),
    isActive: p.boolean().default(true),
    isStaff: p.boolean().default(false),
    /** E.164. Set only after its holder proved it. */
    phone: p.string().length(16).nullable().unique(),
    /** The user's id at Authy, when Authy is or was the provider. */
    authyId: p.string().length(32).nullable(),
    /** Since when logins need a code; null while they do not. */
    secondFactorEnabledAt: p.datetime().nullable(),
    /** Codes tried since the last right one. Too many lock the second factor until staff opens it. */
    wrongCodesInRow: p.integer().default(0),
    /** Moves when the password or the second factor changes: what was proved before counts no more. */
    credentialsChangedAt: p.datetime(),
    createdAt: p.datetime(),
    lastLoginAt: p.datetime().nullable(),
  },
});

/** A person who can sign in. Nothing of this row reaches the API but through `user.type.ts`. */
export class User extends UserSchema.class {
  /** The number that logins are guarded with, or null while they are not. */
  guardPhone(): string | null {
    return this.secondFactorEnabledAt == null ? null : (this.phone ?? null);
  }
}

UserSchema.setClass(User);
