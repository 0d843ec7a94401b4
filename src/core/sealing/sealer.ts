import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Logger } from '../logger.js';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Two keys of one day must differ. */
const ID_BYTES = 2;

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

/** A new key. Its id begins with the day, so that people see which one is older. */
export function generateSealingKey(now: Date): SealingKey {
  const id = `${now.toISOString().slice(0, 10)}-${randomBytes(ID_BYTES).toString('hex')}`;
  return { id, key: randomBytes(KEY_BYTES) };
}

/**
 * Seals secrets that the server must read again, with AES-256-GCM. The first key seals, all of them open. What is sealed
 * belongs to a place: copied elsewhere, it does not open.
 */
export class Sealer {
  /** @param logger gets a line for each secret that cannot be opened */
  constructor(
    private readonly keys: readonly [SealingKey, ...SealingKey[]],
    private readonly logger: Logger,
  ) {}

  has(keyId: string): boolean {
    return this.keys.some(({ id }) => id === keyId);
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
  open(given: Sealed, place: readonly string[]): Buffer | undefined {
    const opened = this.decrypt(given, place);
    const { keyId } = given;
    if (!opened)
      this.logger.error(
        { keyId, place },
        this.has(keyId)
          ? 'A sealed secret does not open: its key is another one, or it was copied from another place'
          : 'A secret is sealed with a key that is not in SECRETS_KEYS',
      );
    return opened;
  }

  private decrypt({ keyId, sealed }: Sealed, place: readonly string[]): Buffer | undefined {
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
