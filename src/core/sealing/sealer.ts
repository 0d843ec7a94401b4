import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A key that seals secrets, with the id that is stored beside what it sealed. */
export interface SealingKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

export interface Sealed {
  readonly keyId: string;
  /** base64url: nonce, ciphertext and tag. */
  readonly sealed: string;
}

/**
 * Seals secrets that the server must read again, with AES-256-GCM. The first key seals, all of them open. What is sealed
 * belongs to a place: copied elsewhere, it does not open.
 */
export class Sealer {
  constructor(private readonly keys: readonly [SealingKey, ...SealingKey[]]) {}

  get keyIds(): string[] {
    return this.keys.map(({ id }) => id);
  }

  /** The id of the key that seals now. */
  get currentKeyId(): string {
    return this.keys[0].id;
  }

  /** @param place what the secret belongs to, such as the ids of its user and its row */
  seal(secret: Buffer, place: readonly string[]): Sealed {
    const { id, key } = this.keys[0];
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(additionalData(place));
    const parts = [nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()];
    return { keyId: id, sealed: Buffer.concat(parts).toString('base64url') };
  }

  /** @returns undefined if no key opens it, or if it belongs to another place */
  open({ keyId, sealed }: Sealed, place: readonly string[]): Buffer | undefined {
    const found = this.keys.find(({ id }) => id === keyId);
    const bytes = Buffer.from(sealed, 'base64url');
    if (!found || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const [nonce, end] = [bytes.subarray(0, NONCE_BYTES), bytes.length - TAG_BYTES];
    try {
      const decipher = createDecipheriv('aes-256-gcm', found.key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(additionalData(place))
        .setAuthTag(bytes.subarray(end));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}

/** No id contains a NUL, so two places never have the same data. */
function additionalData(place: readonly string[]): Buffer {
  return Buffer.from(place.join('\0'));
}
