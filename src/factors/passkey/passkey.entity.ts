import { defineEntity, p } from '@mikro-orm/core';
import { Authenticator } from '../authenticators/authenticator.entity.js';

const PasskeySchema = defineEntity({
  name: 'Passkey',
  tableName: 'passkeys',
  properties: {
    authenticator: () => p.manyToOne(Authenticator).ref().deleteRule('cascade').primary(),
    /** The authenticator's own id of it, base64url. */
    credentialId: p.string().length(1400).unique(),
    /** COSE, base64url. */
    publicKey: p.text(),
    /** Of the last signature. A signal that the key was copied, and no proof. */
    counter: p.bigint(),
    /** Whether it may be copied to other devices of its owner (backup eligible). Never changes. */
    isSynced: p.boolean(),
    /** Whether it is copied at the moment. */
    isBackedUp: p.boolean(),
    transports: p.array().columnType('text[]'),
    /** The model of the authenticator. Only a hint for its name. */
    aaguid: p.uuid(),
  },
});

/** A public key that an authenticator of the user signs for (WebAuthn). */
export class Passkey extends PasskeySchema.class {}

PasskeySchema.setClass(Passkey);
