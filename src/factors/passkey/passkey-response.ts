/**
 * The response of a passkey, as a client sends it: the JSON types of WebAuthn Level 3, of any client. Whatever has another form, or
 * is longer than any passkey makes it, is no response at all.
 */

/** `AuthenticationResponseJSON`, with what the server reads of it. */
export interface Assertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  /** Null from a passkey that was named in `allowCredentials` and keeps none. */
  readonly userHandle: string | null;
}

/** `RegistrationResponseJSON`, with what the server reads of it. */
export interface Attestation {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

/** Characters of base64url. A credential id has at most 1023 bytes (WebAuthn, 4), the rest is far below. */
const MAX = { id: 1364, clientData: 4096, authenticatorData: 8192, attestation: 32_768, signature: 4096 };
const MAX_HANDLE = 86;
const MAX_TRANSPORTS = 8;

export function parseAssertion(value: unknown): Assertion | undefined {
  const credential = parseCredential(value);
  if (!credential) return undefined;
  const { id, response } = credential;
  const { userHandle = null } = response;
  const clientDataJSON = bytes(response['clientDataJSON'], MAX.clientData);
  const authenticatorData = bytes(response['authenticatorData'], MAX.authenticatorData);
  const signature = bytes(response['signature'], MAX.signature);
  if (clientDataJSON === undefined || authenticatorData === undefined || signature === undefined)
    return undefined;
  // Some clients send an empty one for none.
  const handle = userHandle === null || userHandle === '' ? null : bytes(userHandle, MAX_HANDLE);
  return handle === undefined
    ? undefined
    : { id, clientDataJSON, authenticatorData, signature, userHandle: handle };
}

export function parseAttestation(value: unknown): Attestation | undefined {
  const credential = parseCredential(value);
  if (!credential) return undefined;
  const { id, response } = credential;
  const clientDataJSON = bytes(response['clientDataJSON'], MAX.clientData);
  const attestationObject = bytes(response['attestationObject'], MAX.attestation);
  if (clientDataJSON === undefined || attestationObject === undefined) return undefined;
  return { id, clientDataJSON, attestationObject, transports: transportsOf(response['transports']) };
}

function parseCredential(
  value: unknown,
): { id: string; response: Readonly<Record<string, unknown>> } | undefined {
  if (!isRecord(value) || value['type'] !== 'public-key' || !isRecord(value['response'])) return undefined;
  const id = bytes(value['id'], MAX.id);
  return id === undefined || value['rawId'] !== id ? undefined : { id, response: value['response'] };
}

/** A hint for browsers, and kept as one: names that nobody knows yet are kept too. */
function transportsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const names = value.filter(
    (name): name is string => typeof name === 'string' && /^[a-z-]{1,20}$/.test(name),
  );
  return [...new Set(names)].slice(0, MAX_TRANSPORTS);
}

function bytes(value: unknown, max: number): string | undefined {
  const isBase64url = typeof value === 'string' && value.length <= max && /^[\w-]+$/.test(value);
  return isBase64url ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
