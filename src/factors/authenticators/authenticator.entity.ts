import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';

const AuthenticatorSchema = defineEntity({
  name: 'Authenticator',
  tableName: 'authenticators',
  indexes: [{ properties: ['user', 'kind'], where: { removedAt: null } }],
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    kind: p.string().length(20).$type<AuthenticatorKind>(),
    /** Given by the user. */
    name: p.string().length(100),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
    /** A removed one keeps its dates until the account is deleted (NIST SP 800-63B-4, 4.1). */
    removedAt: p.datetime().nullable(),
  },
});

/** Something that a user proves a second factor with: a phone, an app or a passkey. */
export class Authenticator extends AuthenticatorSchema.class {}

AuthenticatorSchema.setClass(Authenticator);

export type AuthenticatorKind = 'phone' | 'authenticatorApp' | 'passkey';
