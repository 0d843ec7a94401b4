/** How a passkey is asked for. */
export interface PasskeyAsking {
  /** Aborts when the request is no longer wanted. */
  signal: AbortSignal;
  /** Offers passkeys in the autofill of the page's username field, instead of a dialog (conditional mediation). */
  autofill?: boolean;
}

/**
 * What uses passkeys: the browser, or a native module of an app. Options and results are the JSON types of WebAuthn
 * Level 3. It fails with the errors of WebAuthn, which are known by their `name`.
 */
export interface PasskeyAuthenticator {
  /** Makes a passkey. Takes PublicKeyCredentialCreationOptionsJSON and returns RegistrationResponseJSON. */
  create(options: object, asking: PasskeyAsking): Promise<object>;
  /** Uses a passkey. Takes PublicKeyCredentialRequestOptionsJSON and returns AuthenticationResponseJSON. */
  get(options: object, asking: PasskeyAsking): Promise<object>;
  /** Whether `get` can offer passkeys in autofill. Unset if it never can. */
  canAutofill?(): Promise<boolean>;
}

/** The part of `PublicKeyCredential` that the client uses. */
interface PublicKeyCredentials {
  parseCreationOptionsFromJSON?(options: object): object;
  parseRequestOptionsFromJSON?(options: object): object;
  isConditionalMediationAvailable?(): Promise<boolean>;
}

/** The part of `navigator.credentials` that the client uses. */
interface CredentialsContainer {
  create(options: { publicKey: object; signal: AbortSignal }): Promise<unknown>;
  get(options: { publicKey: object; signal: AbortSignal; mediation?: 'conditional' }): Promise<unknown>;
}

/**
 * The passkeys of the browser. Undefined if it has none, or does not read the JSON of WebAuthn Level 3: Chrome before 129,
 * Firefox before 119, Safari before 18.4.
 */
export function browserPasskeys(): PasskeyAuthenticator | undefined {
  const { PublicKeyCredential: keys, navigator } = globalThis as {
    PublicKeyCredential?: PublicKeyCredentials;
    navigator?: { credentials?: CredentialsContainer };
  };
  const { credentials } = navigator ?? {};
  if (!credentials || !keys?.parseCreationOptionsFromJSON || !keys.parseRequestOptionsFromJSON)
    return undefined;
  // The browser calls them on their object.
  const { parseCreationOptionsFromJSON: toCreate, parseRequestOptionsFromJSON: toGet } = keys;
  return {
    create: async (options, { signal }) =>
      toJSON(await credentials.create({ publicKey: toCreate.call(keys, options), signal })),
    get: async (options, { signal, autofill }) =>
      toJSON(
        await credentials.get({
          publicKey: toGet.call(keys, options),
          signal,
          ...(autofill && { mediation: 'conditional' }),
        }),
      ),
    canAutofill: async () => (await keys.isConditionalMediationAvailable?.()) ?? false,
  };
}

function toJSON(credential: unknown): object {
  return (credential as { toJSON(): object }).toJSON();
}
