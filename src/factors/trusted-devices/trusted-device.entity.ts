import { defineEntity, p } from '@mikro-orm/core';
import { User } from '../../accounts/user.entity.js';

const TrustedDeviceSchema = defineEntity({
  name: 'TrustedDevice',
  tableName: 'trusted_devices',
  properties: {
    id: p.uuid().primary(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').index(),
    /** SHA-256 of the random value that the device holds. */
    tokenHash: p.string().length(64).unique(),
    name: p.string().length(100),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
    /** Absolute: using it does not move it. */
    expiresAt: p.datetime().index(),
  },
});

/** A remembered device. A sign-in on it needs only the password. Every change of a credential removes it. */
export class TrustedDevice extends TrustedDeviceSchema.class {}

TrustedDeviceSchema.setClass(TrustedDevice);
