/** A hash that another system made, read from its text. */
export interface ForeignHash {
  /** Its text up to the salt. Hashes of one kind take the same work. Ends with `$`. */
  readonly kind: string;
  /** Kinds of one group differ in `rounds` alone, which add up: `a` rounds and then `b` are the work of `a + b`. */
  readonly group: string;
  readonly rounds: number;
  /** As it is written in the text. */
  readonly salt: string;
  readonly digest: string;
  /** @returns a text as `digest` */
  derive(password: string, salt: string, rounds: number): Promise<string>;
}

/** @returns undefined for a text that is of another format. @throws UnusableHashError */
export type HashReader = (text: string) => ForeignHash | undefined;

export type UnusableReason =
  'hashUnknown' | 'hashDamaged' | 'hashTooCostly' | 'hashNeedsNewerNode' | 'hashNeedsParameters';

/** A hash that nobody can sign in with here. */
export class UnusableHashError extends Error {
  override readonly name = 'UnusableHashError';

  constructor(readonly reason: UnusableReason) {
    super(reason);
  }
}

/** The form in which a hash is stored: the same for all systems that use the algorithm. */
export function storedForm({ kind, salt, digest }: ForeignHash): string {
  return kind + salt + digest;
}

/** A digest of fewer bytes has collisions that somebody could find. */
const MIN_DIGEST_BYTES = 16;

/** Reads `salt$digest` in base64. @throws UnusableHashError */
export function readTail(salt: string, digest: string): Pick<ForeignHash, 'salt' | 'digest'> {
  const bytes = fromBase64(digest);
  if (bytes.length < MIN_DIGEST_BYTES) throw new UnusableHashError('hashDamaged');
  return { salt: `${toBase64(fromBase64(salt))}$`, digest: toBase64(bytes) };
}

/** @param salt with the `$` that ends it */
export function saltBytes(salt: string): Buffer {
  return Buffer.from(salt.slice(0, -1), 'base64');
}

/** Base64 as in PHC strings: without padding. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}

/** Also with padding, for URLs, and with the `.` that passlib writes for `+`. @throws UnusableHashError */
export function fromBase64(text: string): Buffer {
  if (!/^[\w+/.-]*={0,2}$/.test(text)) throw new UnusableHashError('hashDamaged');
  return Buffer.from(text.replaceAll('.', '+'), 'base64');
}

/** A whole number of a hash. @throws UnusableHashError for what no server should compute */
export function bounded(text: string | undefined, max: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UnusableHashError('hashDamaged');
  if (value > max) throw new UnusableHashError('hashTooCostly');
  return value;
}
