import { defineEntity, p } from '@mikro-orm/core';
import { Authenticator } from '../authenticators/authenticator.entity.js';

const TotpSecretSchema = defineEntity({
  name: 'TotpSecret',
  tableName: 'totp_secrets',
  properties: {
    /** The app. Its id and its user are part of the seal: a row that is copied to another user is worthless. */
    authenticator: () => p.manyToOne(Authenticator).ref().deleteRule('cascade').primary(),
    /** AES-256-GCM, base64url: nonce, ciphertext and tag. */
    sealedSecret: p.string().length(200),
    /** The key of `SECRETS_KEYS` that seals it. */
    keyId: p.string().length(40),
    /** The time step of the last code that was used, the one of the enrollment too. No code works twice. */
    lastStep: p.bigint(),
  },
});

/** The secret that an authenticator app shares with the server (RFC 6238). */
export class TotpSecret extends TotpSecretSchema.class {}

TotpSecretSchema.setClass(TotpSecret);
