import { defineEntity, p } from '@mikro-orm/core';
import type { FactorKind } from '../core/factor-kind.js';

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users',
  indexes: [
    // Partial: these are few of all users. Ordered by name, as the lists of staff are.
    ...Object.entries({
      users_staff_index: '"is_staff"',
      users_deactivated_index: 'not "is_active"',
      users_guarded_index: '"second_factor_enabled_at" is not null',
    }).map(([name, few]) => ({
      name,
      expression: `create index "${name}" on "users" ("username_key") where ${few}`,
    })),
    {
      name: 'users_email_index',
      expression: 'create index "users_email_index" on "users" (lower("email" collate "C"), "id")',
    },
    {
      name: 'users_verified_email_unique',
      expression:
        'create unique index "users_verified_email_unique" on "users" (lower("email" collate "C")) where ("email_verified_at" is not null)',
    },
    {
      name: 'users_foreign_hash_index',
      expression: `create index "users_foreign_hash_index" on "users" ("password_hash") where "password_hash" not like '$2b$%'`,
    },
    {
      name: 'users_leaving_index',
      expression:
        'create index "users_leaving_index" on "users" ("deletes_at") where ("deletes_at" is not null)',
    },
    {
      name: 'users_unverified_index',
      expression:
        'create index "users_unverified_index" on "users" ("unverified_until") where ("unverified_until" is not null)',
    },
  ],
  properties: {
    id: p.uuid().primary(),
    /** As the user writes it, trimmed. */
    username: p.string().length(150),
    /** The form that is compared: see `usernameKey`. Ordered by code points, so that its index finds beginnings, too. */
    usernameKey: p.string().length(150).collation('C').unique(),
    email: p.string().length(254).nullable(),
    /** When its holder proved the address. One user has each proved address. */
    emailVerifiedAt: p.datetime().nullable(),
    /** Set while a registered account waits for the proof of its address: it cannot sign in, and is removed then. */
    unverifiedUntil: p.datetime().nullable(),
    /** When the account is removed, because its user asked for it. */
    deletesAt: p.datetime().nullable(),
    /**
     * bcrypt, or the hash of another system until its user signs in. Null when no password was set, which no password
     * matches. Ordered by code points, so that hashes of one kind are together.
     */
    passwordHash: p.text().collation('C').nullable(),
    isActive: p.boolean().default(true),
    isStaff: p.boolean().default(false),
    /** E.164. Set only after its holder proved it. */
    phone: p.string().length(16).nullable().unique(),
    /** The user's id at Authy, when Authy is or was the provider. */
    authyId: p.string().length(32).nullable(),
    /** When the second factor was switched on. Null while it is off. */
    secondFactorEnabledAt: p.datetime().nullable(),
    /** The factor that a sign-in begins with, if the user still has it. */
    preferredFactor: p.string().length(20).nullable().$type<FactorKind | null>(),
    /** What passkeys know the user by: random, so that it names nobody (WebAuthn, 14.6.1). */
    webauthnHandle: p.string().length(64).nullable().unique(),
    /** Codes tried since the last right one. Too many lock the second factor until staff opens it. */
    wrongCodesInRow: p.integer().default(0),
    /** Changes with the password and the second factor. What was proved before the change is no longer valid. */
    credentialsChangedAt: p.datetime(),
    /** BCP 47 language of the last completed sign-in. */
    locale: p.string().length(35).nullable(),
    createdAt: p.datetime(),
    lastLoginAt: p.datetime().nullable(),
  },
});

/** A user account. Only `user.type.ts` shows parts of this row in the API. */
export class User extends UserSchema.class {
  /** Whether a sign-in needs a second factor, even if no code can reach the user. */
  isGuarded(): boolean {
    return isGuarded(this);
  }

  /** The number that codes of a sign-in are sent to. Null without a second factor, and where only Authy has the number. */
  guardPhone(): string | null {
    return this.isGuarded() ? (this.phone ?? null) : null;
  }
}

UserSchema.setClass(User);

/** The same for a row that is not an entity. */
export function isGuarded({ secondFactorEnabledAt }: Pick<User, 'secondFactorEnabledAt'>): boolean {
  return secondFactorEnabledAt != null;
}
