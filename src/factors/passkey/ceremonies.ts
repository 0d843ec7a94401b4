import type {
  AuthenticatorTransport,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { PasskeyConfig } from '../../config/config.js';
import { isLocalhostOrigin } from '../../config/passkeys.js';
import type { Logger } from '../../core/logger.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import { ALGORITHMS, type CoseKey, requireWholeKey } from './cose-key.js';
import type { Assertion, Attestation } from './passkey-response.js';

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** A key that a browser is asked to use, or asked not to make again. */
export interface KnownKey {
  readonly credentialId: string;
  readonly transports: readonly string[];
}

/** What an authenticator returned with a new key. */
export interface AttestedKey extends KnownKey {
  readonly publicKey: string;
  readonly counter: number;
  readonly isSynced: boolean;
  readonly isBackedUp: boolean;
  readonly aaguid: string;
  readonly isUserVerified: boolean;
}

/** What an authenticator returned with a valid signature. */
export interface SignedAssertion {
  readonly counter: number;
  readonly isSynced: boolean;
  readonly isBackedUp: boolean;
  /** Whether the device verified its user, by a finger, a face or a PIN. */
  readonly isUserVerified: boolean;
}

/**
 * The registration and authentication ceremonies of WebAuthn Level 3. The only door to the library, which is loaded at the
 * first use. It throws errors of many kinds, with values that the client sent: all of them become `INVALID_PASSKEY`.
 */
export class Ceremonies {
  /** @param rpName the name that browsers show */
  constructor(
    private readonly config: PasskeyConfig,
    private readonly rpName: string,
    private readonly logger: Logger,
  ) {}

  /** Options for `navigator.credentials.create`. */
  async creationOptions({
    handle,
    username,
    challenge,
    timeoutMs,
    exclude,
  }: {
    readonly handle: string;
    readonly username: string;
    readonly challenge: string;
    readonly timeoutMs: number;
    readonly exclude: readonly KnownKey[];
  }): Promise<CreationOptions> {
    const { generateRegistrationOptions } = await load();
    return generateRegistrationOptions({
      rpName: this.rpName,
      rpID: this.config.rpId,
      userID: bytesOf(handle),
      userName: username,
      userDisplayName: username,
      challenge: bytesOf(challenge),
      timeout: timeoutMs,
      attestationType: 'none',
      excludeCredentials: exclude.map(toDescriptor),
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /**
   * Options for `navigator.credentials.get`.
   *
   * @param allow the keys of the user; undefined while the user is unknown
   */
  async requestOptions({
    challenge,
    timeoutMs,
    allow,
  }: {
    readonly challenge: string;
    readonly timeoutMs: number;
    readonly allow?: readonly KnownKey[];
  }): Promise<RequestOptions> {
    const { generateAuthenticationOptions } = await load();
    return generateAuthenticationOptions({
      rpID: this.config.rpId,
      challenge: bytesOf(challenge),
      timeout: timeoutMs,
      userVerification: allow ? 'preferred' : 'required',
      ...(allow && { allowCredentials: allow.map(toDescriptor) }),
    });
  }

  /** The key that a browser made for a challenge. @throws INVALID_PASSKEY */
  async verifyAttestation(attestation: Attestation | undefined, challenge: string): Promise<AttestedKey> {
    return this.refuseOnError(async () => {
      if (!attestation) throw new Error('The response has no valid form');
      const { verifyRegistrationResponse } = await load();
      const { id, clientDataJSON, transports } = attestation;
      const attestationObject = await withoutStatement(attestation.attestationObject);
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: {
          ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
          response: { clientDataJSON, attestationObject },
        },
        expectedChallenge: challenge,
        expectedOrigin: this.expectedOrigin(clientDataJSON),
        expectedRPID: this.config.rpId,
        requireUserVerification: false,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      const { credential, credentialDeviceType, credentialBackedUp, aaguid, userVerified } =
        registrationInfo ?? {};
      if (!verified || credential?.id !== id || aaguid === undefined)
        throw new Error('The attestation is not valid');
      requireWholeKey(await decodeKey(credential.publicKey));
      return {
        credentialId: id,
        publicKey: Buffer.from(credential.publicKey).toString('base64url'),
        counter: credential.counter,
        transports,
        isSynced: credentialDeviceType === 'multiDevice',
        isBackedUp: credentialBackedUp === true,
        isUserVerified: userVerified === true,
        aaguid,
      };
    });
  }

  /**
   * What a passkey signed for a challenge. The counter is not checked here: it is a signal and no proof.
   *
   * @throws INVALID_PASSKEY
   */
  async verifyAssertion(
    assertion: Assertion,
    challenge: string,
    publicKey: string,
  ): Promise<SignedAssertion> {
    return this.refuseOnError(async () => {
      const { verifyAuthenticationResponse } = await load();
      const { id, clientDataJSON, authenticatorData, signature } = assertion;
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: {
          ...{ id, rawId: id, type: 'public-key', clientExtensionResults: {} },
          response: { clientDataJSON, authenticatorData, signature },
        },
        expectedChallenge: challenge,
        expectedOrigin: this.expectedOrigin(clientDataJSON),
        expectedRPID: this.config.rpId,
        // With another one the library throws where the counter went back.
        credential: { id, publicKey: bytesOf(publicKey), counter: 0 },
        requireUserVerification: false,
      });
      if (!verified) throw new Error('The signature is not valid');
      const { newCounter, credentialDeviceType, credentialBackedUp, userVerified } = authenticationInfo;
      return {
        counter: newCounter,
        isSynced: credentialDeviceType === 'multiDevice',
        isBackedUp: credentialBackedUp,
        isUserVerified: userVerified,
      };
    });
  }

  /** @throws INVALID_PASSKEY for every error of the library */
  private async refuseOnError<T>(ceremony: () => Promise<T>): Promise<T> {
    try {
      return await ceremony();
    } catch (error) {
      this.logger.debug({ err: error }, 'A passkey was refused');
      throw new ServiceError('INVALID_PASSKEY');
    }
  }

  /** The origin that the response must be of. A frame in a page of another site is refused: that page could cover it. */
  private expectedOrigin(clientDataJSON: string): string[] {
    const clientData: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    const { origin, crossOrigin = false, topOrigin } = clientData as Readonly<Record<string, unknown>>;
    if (crossOrigin !== false || topOrigin !== undefined)
      throw new Error('The response is of a frame in a page of another origin');
    const { origins, anyLocalhostPort } = this.config;
    const isLocal = anyLocalhostPort && typeof origin === 'string' && isLocalhostOrigin(origin);
    return isLocal ? [origin] : [...origins];
  }
}

/** @throws FORBIDDEN where passkeys are not offered */
export function requirePasskeys<T>(offered: T | undefined): T {
  if (offered === undefined) throw new ServiceError('FORBIDDEN', sentence('passkeysNotOffered'));
  return offered;
}

/** At the first use: a server without passkeys does not load it. */
function load() {
  return import('@simplewebauthn/server');
}

/**
 * The attestation without its statement, as browsers send it when it is not asked for. Nobody asks who made the
 * authenticator, and to check a statement the library would call addresses that the statement names.
 */
async function withoutStatement(attestationObject: string): Promise<string> {
  const { decodeAttestationObject, isoCBOR } = await import('@simplewebauthn/server/helpers');
  const authData = decodeAttestationObject(bytesOf(attestationObject)).get('authData');
  const none = new Map<string, string | Uint8Array | Map<string, string>>([
    ['fmt', 'none'],
    ['attStmt', new Map<string, string>()],
    ['authData', authData],
  ]);
  return Buffer.from(isoCBOR.encode(none)).toString('base64url');
}

async function decodeKey(publicKey: Uint8Array<ArrayBuffer>): Promise<CoseKey> {
  const { decodeCredentialPublicKey } = await import('@simplewebauthn/server/helpers');
  return decodeCredentialPublicKey(publicKey) as unknown as CoseKey;
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}

/** The names are what a browser sent at the enrollment. */
function toDescriptor({ credentialId, transports }: KnownKey) {
  return { id: credentialId, transports: transports as AuthenticatorTransport[] };
}
