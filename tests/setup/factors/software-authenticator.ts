import {
  createHash,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';

/** How an authenticator responds. A forged response has other values than a real one. */
export interface AuthenticatorResponse {
  readonly origin: string;
  readonly rpId: string;
  readonly type: string;
  readonly challenge: string;
  /** Whether it asked for a finger, a face or a PIN. */
  readonly verifiesUser: boolean;
  readonly isPresent: boolean;
  /** Backup eligible, and backed up unless `isBackedUp` says otherwise. */
  readonly isSynced: boolean;
  readonly isBackedUp: boolean;
  readonly counter: number;
  readonly crossOrigin: boolean;
  /** Of the page around a frame of another origin. */
  readonly topOrigin?: string;
  readonly userHandle: string | null;
}

/** `PublicKeyCredentialCreationOptionsJSON`, with what an authenticator reads. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly timeout: number;
  readonly attestation: string;
  readonly pubKeyCredParams: readonly { readonly alg: number }[];
  readonly excludeCredentials: readonly { readonly id: string; readonly transports?: readonly string[] }[];
  readonly authenticatorSelection: Readonly<Record<string, unknown>>;
}

/** `PublicKeyCredentialRequestOptionsJSON`, with what an authenticator reads. */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

export interface Device {
  readonly isSynced?: boolean;
  readonly verifiesUser?: boolean;
  /** Whether it has a signature counter; others always say 0. */
  readonly counts?: boolean;
  readonly algorithm?: keyof typeof ALGORITHMS;
}

/** What an attestation may be forged with, besides the values of a response. */
export interface ForgedAttestation extends Partial<AuthenticatorResponse> {
  readonly attestation?: Cbor;
  readonly credentialId?: string;
  /** Changes the public key before it is written. */
  readonly key?: (cose: Map<Cbor, Cbor>) => Cbor;
}

interface StoredKey {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly hash: string | null;
  readonly userHandle: string;
}

const FLAGS = { present: 0x01, verified: 0x04, mayBeBackedUp: 0x08, isBackedUp: 0x10, hasKey: 0x40 };
const AAGUID = Buffer.alloc(16, 7);

const bytes = (base64url = '') => Buffer.from(base64url, 'base64url');

/** How a key of each algorithm is made, written (RFC 9053, RFC 8230) and signed with. */
const ALGORITHMS = {
  ES256: {
    hash: 'sha256',
    make: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    cose: ({ x, y }: JsonWebKey): [Cbor, Cbor][] => [
      ...([
        [1, 2],
        [3, -7],
        [-1, 1],
      ] as [Cbor, Cbor][]),
      ...([
        [-2, bytes(x)],
        [-3, bytes(y)],
      ] as [Cbor, Cbor][]),
    ],
  },
  EdDSA: {
    hash: null,
    make: () => generateKeyPairSync('ed25519'),
    cose: ({ x }: JsonWebKey): [Cbor, Cbor][] => [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(x)],
    ],
  },
  RS256: {
    hash: 'sha256',
    make: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    cose: ({ n, e }: JsonWebKey): [Cbor, Cbor][] => [
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ],
  },
};

/** The public key that an authenticator of an algorithm makes. */
export function makeKey(algorithm: keyof typeof ALGORITHMS) {
  const { make, cose, hash } = ALGORITHMS[algorithm];
  const { privateKey, publicKey } = make();
  return { privateKey, hash, cose: new Map(cose(publicKey.export({ format: 'jwk' }))) };
}

/** A device that holds passkeys, with the browser in front of it. It knows nothing of the server's code. */
export class SoftwareAuthenticator {
  readonly #keys = new Map<string, StoredKey>();
  #counter = 0;
  readonly #origin: string;
  readonly #device: Device;

  /**
   * @param origin of the page that it responds to
   */
  constructor(origin: string, device: Device = {}) {
    this.#origin = origin;
    this.#device = device;
  }

  /** What `navigator.credentials.create(…)` gives, as JSON. */
  create(options: CreationOptions, { key: forgeKey, credentialId, ...forged }: ForgedAttestation = {}) {
    const { privateKey, cose, hash } = makeKey(this.#device.algorithm ?? 'ES256');
    const id = credentialId === undefined ? randomBytes(32) : bytes(credentialId);
    const key = { id: id.toString('base64url'), privateKey, hash, userHandle: options.user.id };
    this.#keys.set(key.id, key);
    const response = this.#respond('webauthn.create', options.challenge, options.rp.id, forged);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const authData = Buffer.concat([
      authenticatorData(response, FLAGS.hasKey),
      ...[AAGUID, length, id, cbor(forgeKey ? forgeKey(cose) : cose)],
    ]);
    const attestation =
      forged.attestation ??
      new Map<Cbor, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
      ]);
    const attestationObject = cbor(new Map([...(attestation as Map<Cbor, Cbor>), ['authData', authData]]));
    return {
      ...credential(key.id),
      response: {
        clientDataJSON: clientData(response).toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: this.#device.isSynced ? ['internal', 'hybrid'] : ['usb'],
      },
    };
  }

  /** The id of the passkey that was made last. */
  newestId(): string {
    const id = [...this.#keys.keys()].at(-1);
    if (id === undefined) throw new Error('The authenticator has no passkey.');
    return id;
  }

  /** What `navigator.credentials.get(…)` gives, as JSON. */
  get({ challenge, rpId, allowCredentials }: RequestOptions, forged: Partial<AuthenticatorResponse> = {}) {
    const keys = [...this.#keys.values()];
    const key = keys.find(({ id }) => !allowCredentials || allowCredentials.some((one) => one.id === id));
    if (!key) throw new Error('The authenticator has no passkey for this.');
    const { userHandle = key.userHandle, ...others } = forged;
    const response = this.#respond('webauthn.get', challenge, rpId, others);
    const data = clientData(response);
    const authData = authenticatorData(response, 0);
    const hash = createHash('sha256').update(data).digest();
    const signature = sign(key.hash, Buffer.concat([authData, hash]), key.privateKey);
    return {
      ...credential(key.id),
      response: {
        clientDataJSON: data.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      },
    };
  }

  #respond(
    type: string,
    challenge: string,
    rpId: string,
    forged: Partial<AuthenticatorResponse>,
  ): AuthenticatorResponse {
    const { isSynced = false, verifiesUser = true, counts = false } = this.#device;
    if (counts) this.#counter += 1;
    return {
      ...{ type, challenge, rpId, origin: this.#origin, isSynced, verifiesUser, counter: this.#counter },
      ...{ isBackedUp: forged.isSynced ?? isSynced, isPresent: true, crossOrigin: false, userHandle: null },
      ...forged,
    };
  }
}

function credential(id: string) {
  return {
    ...{ id, rawId: id, type: 'public-key', authenticatorAttachment: 'platform' },
    clientExtensionResults: {},
  };
}

function clientData({ type, challenge, origin, crossOrigin, topOrigin }: AuthenticatorResponse): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin, topOrigin }));
}

/** WebAuthn 6.1. */
function authenticatorData(
  { rpId, verifiesUser, isPresent, isSynced, isBackedUp, counter }: AuthenticatorResponse,
  more: number,
): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  const flags =
    (isPresent ? FLAGS.present : 0) |
    (verifiesUser ? FLAGS.verified : 0) |
    (isSynced ? FLAGS.mayBeBackedUp : 0) |
    (isBackedUp ? FLAGS.isBackedUp : 0) |
    more;
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags]), count]);
}

export type Cbor = number | string | Buffer | readonly Cbor[] | Map<Cbor, Cbor>;

/** RFC 8949, as far as attestations need it: integers, bytes, text, lists and maps. */
export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map)
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)]),
    ]);
  return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 256) return Buffer.from([(major << 5) | 24, length]);
  return Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
}
