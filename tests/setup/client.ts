import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireDocumented } from './documented-codes.js';
import type { CreationOptions, RequestOptions } from './factors/software-authenticator.js';

export interface Pair {
  __typename: 'TokenPair';
  access: string;
  refresh: string;
  accessExpiresAt: string;
  refreshExpiresAt: string;
  recoveryCode: string | null;
}

export interface Required {
  __typename: 'TwoFactorRequired';
  message: string;
  challenge: string;
  purpose: string;
  attemptsLeft: number;
  expiresAt: string;
  methods: { __typename: string; kind: string; label: string }[];
  /** Null where nothing was sent: tests of phones need not ask. */
  delivery: Delivery;
}

export interface Delivery {
  channel: string;
  availableChannels: string[];
  destination: string;
  codeLength: number;
  resendAt: string;
}

export interface AppSetup {
  enrollment: string;
  secret: string;
  uri: string;
  expiresAt: string;
}

export interface RecoveryCodes {
  codes: string[];
  createdAt: string;
}

export interface TrustedDevice {
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string;
  isCurrent: boolean;
}

export interface PasskeySetup {
  enrollment: string;
  options: CreationOptions;
  expiresAt: string;
}

export interface PasskeyRequest {
  challenge: string;
  options: RequestOptions;
  expiresAt: string;
}

export interface Authenticator {
  __typename: string;
  id: string;
  name: string;
  createdAt: string;
  lastUsedAt: string | null;
  phone?: string | null;
  isSynced?: boolean;
  transports?: string[];
  aaguid?: string | null;
}

export interface Authenticators {
  twoFactorEnabled: boolean;
  preferredTwoFactorMethod: string | null;
  recoveryCodesLeft: number;
  authenticators: Authenticator[];
}

export interface Failure {
  message: string;
  path?: (string | number)[];
  extensions: {
    code: string;
    retryAfter?: number;
    attemptsLeft?: number;
    field?: string;
    acrValues?: string;
    maxAge?: number;
  };
}

export interface ApiResponse<T> {
  status: number;
  headers: Headers;
  data?: T | null;
  errors?: Failure[];
}

/** A front end: sends the operations of schema/operations over HTTP, from an address, perhaps signed in. */
export class Client {
  readonly #url: string;
  readonly address: string;
  readonly #access: string | undefined;
  readonly #device: string | undefined;

  constructor(url: string, address: string, access?: string, device?: string) {
    this.#url = url;
    this.address = address;
    this.#access = access;
    this.#device = device;
  }

  /** The same client with an access token. */
  as(access: string): Client {
    return new Client(this.#url, this.address, access, this.#device);
  }

  /** The same client at another address. */
  at(address: string): Client {
    return new Client(this.#url, address, this.#access, this.#device);
  }

  /** The same client with the token of a remembered device. */
  remembered(device: string): Client {
    return new Client(this.#url, this.address, this.#access, device);
  }

  async post<T = Record<string, unknown>>(
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiResponse<T>> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': this.address,
        ...(this.#access === undefined ? {} : { authorization: `Bearer ${this.#access}` }),
        ...(this.#device === undefined ? {} : { 'x-trusted-device': this.#device }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const result = (await response.json()) as Pick<ApiResponse<T>, 'data' | 'errors'>;
    const apiResponse = { status: response.status, headers: response.headers, ...result };
    requireWaits(apiResponse);
    requireDocumented((body as { query?: unknown } | null)?.query, apiResponse.errors);
    return apiResponse;
  }

  query<T = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<ApiResponse<T>> {
    return this.post<T>({ query, variables });
  }

  obtainToken(username: unknown, password: unknown) {
    return this.run<{ obtainToken: Pair | Required }>('obtain-token', { username, password });
  }

  verifyTwoFactorToken(variables: Record<string, unknown>) {
    return this.run<{ verifyTwoFactorToken: Pair }>('verify-two-factor-token', variables);
  }

  resendTwoFactorToken(challenge: string, channel?: string) {
    return this.run<{ resendTwoFactorToken: Required }>('resend-two-factor-token', { challenge, channel });
  }

  verifyPhone(phone: unknown, channel?: string) {
    return this.run<{ verifyPhone: Required }>('verify-phone', { phone, channel });
  }

  registerPhone(phone: string, token: unknown) {
    return this.run<{ registerPhone: Pair }>('register-phone', { phone, token });
  }

  refreshToken(refresh: string) {
    return this.run<{ refreshToken: Pair }>('refresh-token', { refresh });
  }

  revokeToken(refresh: string) {
    return this.run<{ revokeToken: boolean }>('revoke-token', { refresh });
  }

  me() {
    return this.run<{ me: Record<string, unknown> | null }>('me', {});
  }

  changePassword(currentPassword: string, newPassword: string) {
    return this.run<{ changePassword: Pair }>('change-password', { currentPassword, newPassword });
  }

  disableTwoFactor() {
    return this.run<{ disableTwoFactor: Pair }>('disable-two-factor', {});
  }

  requestStepUp() {
    return this.run<{ requestStepUp: Required }>('request-step-up', {});
  }

  startAuthenticatorApp(name?: string) {
    return this.run<{ startAuthenticatorApp: AppSetup }>('start-authenticator-app', { name });
  }

  confirmAuthenticatorApp(enrollment: string, token: string) {
    return this.run<{ confirmAuthenticatorApp: Pair }>('confirm-authenticator-app', { enrollment, token });
  }

  generateRecoveryCodes() {
    return this.run<{ generateRecoveryCodes: RecoveryCodes }>('generate-recovery-codes', {});
  }

  trustDevice(name?: string) {
    return this.run<{ trustDevice: { token: string; device: TrustedDevice } }>('trust-device', { name });
  }

  trustedDevices() {
    return this.run<{ me: { trustedDevices: TrustedDevice[] } }>('trusted-devices', {});
  }

  revokeTrustedDevice(id: string) {
    return this.run<{ revokeTrustedDevice: boolean }>('revoke-trusted-device', { id });
  }

  revokeTrustedDevices() {
    return this.run<{ revokeTrustedDevices: number }>('revoke-trusted-devices', {});
  }

  startPasskey() {
    return this.run<{ startPasskey: PasskeySetup }>('start-passkey', {});
  }

  confirmPasskey(enrollment: string, response: unknown, name?: string) {
    return this.run<{ confirmPasskey: Pair }>('confirm-passkey', { enrollment, response, name });
  }

  requestPasskey(challenge?: string) {
    return this.run<{ requestPasskey: PasskeyRequest }>('request-passkey', { challenge });
  }

  verifyPasskey(challenge: string, response: unknown) {
    return this.run<{ verifyPasskey: Pair }>('verify-passkey', { challenge, response });
  }

  authenticators() {
    return this.run<{ me: Authenticators }>('authenticators', {});
  }

  renameAuthenticator(id: string, name: string) {
    return this.run<{ renameAuthenticator: Authenticator }>('rename-authenticator', { id, name });
  }

  removeAuthenticator(id: string) {
    return this.run<{ removeAuthenticator: Pair }>('remove-authenticator', { id });
  }

  preferTwoFactorMethod(kind: string) {
    return this.run<{ preferTwoFactorMethod: { preferredTwoFactorMethod: string } }>(
      'prefer-two-factor-method',
      { kind },
    );
  }

  register(username: string, email: unknown, password: unknown) {
    return this.run<{ register: EmailStep }>('register', { username, email, password });
  }

  verifyEmail(challenge: string, token: string, password?: string) {
    return this.run<{ verifyEmail: Pair | Required }>('verify-email', { challenge, token, password });
  }

  requestEmailSignIn(email: string) {
    return this.run<{ requestEmailSignIn: EmailStep }>('request-email-sign-in', { email });
  }

  requestPasswordReset(email: string) {
    return this.run<{ requestPasswordReset: EmailStep }>('request-password-reset', { email });
  }

  undoChange(token: string) {
    return this.run<{ undoChange: EmailStep }>('undo-change', { token });
  }

  resetPassword(challenge: string, token: string, newPassword: string) {
    const variables = { challenge, token, newPassword };
    return this.run<{ resetPassword: boolean }>('reset-password', variables);
  }

  requestEmailChange(email: string) {
    return this.run<{ requestEmailChange: EmailStep }>('request-email-change', { email });
  }

  confirmEmailChange(challenge: string, token: string) {
    return this.run<{ confirmEmailChange: Pair }>('confirm-email-change', { challenge, token });
  }

  acceptInvitation(challenge: string, token: string, newPassword: string) {
    const variables = { challenge, token, newPassword };
    return this.run<{ acceptInvitation: Pair }>('accept-invitation', variables);
  }

  inviteUser(username: string, email: string, isStaff?: boolean) {
    return this.run<{ inviteUser: { id: string } }>('invite-user', { username, email, isStaff });
  }

  revokeInvitation(id: string) {
    return this.run<{ revokeInvitation: boolean }>('revoke-invitation', { id });
  }

  deactivateUser(id: string) {
    return this.run<{ deactivateUser: { isActive: boolean } }>('deactivate-user', { id });
  }

  activateUser(id: string) {
    return this.run<{ activateUser: { isActive: boolean } }>('activate-user', { id });
  }

  signOutUser(id: string) {
    return this.run<{ signOutUser: { id: string } }>('sign-out-user', { id });
  }

  sendPasswordReset(id: string) {
    return this.run<{ sendPasswordReset: boolean }>('send-password-reset', { id });
  }

  deleteAccount() {
    return this.run<{ deleteAccount: string }>('delete-account', {});
  }

  cancelAccountDeletion() {
    return this.run<{ cancelAccountDeletion: { deletesAt: null } }>('cancel-account-deletion', {});
  }

  keepAccount(challenge: string, token: string) {
    return this.run<{ keepAccount: boolean }>('keep-account', { challenge, token });
  }

  exportMyData() {
    return this.run<{ exportMyData: string }>('export-my-data', {});
  }

  resendEmail(challenge: string) {
    return this.run<{ resendEmail: EmailStep }>('resend-email', { challenge });
  }

  revokeSession(id: string) {
    return this.run<{ revokeSession: boolean }>('revoke-session', { id });
  }

  sessions() {
    return this.run<{ me: { sessions: { id: string; isCurrent: boolean }[] } }>('sessions', {});
  }

  private run<T>(operation: string, variables: Record<string, unknown>): Promise<ApiResponse<T>> {
    return this.query<T>(document(operation), variables);
  }
}

export interface EmailStep {
  challenge: string;
  codeLength: number;
  expiresAt: string;
  resendAt: string;
  message: string;
}

/** Whichever test met it: a limit says when to come back, to programs and to proxies. */
function requireWaits({ headers, errors = [] }: ApiResponse<unknown>): void {
  for (const { extensions } of errors) {
    if (extensions.code !== 'RATE_LIMITED') continue;
    const { retryAfter = 0 } = extensions;
    if (Number.isInteger(retryAfter) && retryAfter > 0 && headers.get('retry-after') === String(retryAfter))
      continue;
    throw new Error(`RATE_LIMITED says to wait ${retryAfter} s, its header ${headers.get('retry-after')}.`);
  }
}

const documents = new Map<string, string>();

export function document(operation: string): string {
  const known = documents.get(operation);
  if (known !== undefined) return known;
  const text = readFileSync(
    join(import.meta.dirname, '../../schema/operations', `${operation}.graphql`),
    'utf8',
  );
  documents.set(operation, text);
  return text;
}

/** The code of the first error, or undefined when there is none. */
export function codeOf({ errors }: ApiResponse<unknown>): string | undefined {
  return errors?.[0]?.extensions.code;
}

/** What the error of a refusal says, besides its sentence. */
export function extensionsOf({ errors }: ApiResponse<unknown>): Failure['extensions'] | undefined {
  return errors?.[0]?.extensions;
}

/** What came of a step that a test takes for granted. @throws Error with what the server said instead */
export function dataOf<T>({ data, errors }: ApiResponse<T>): T {
  if (!data) throw new Error(`The server refused: ${JSON.stringify(errors)}`);
  return data;
}

/** How long the first authenticator was not used after it was added. */
export function secondsUnused({ authenticators: [first] }: Authenticators): number {
  return (Date.parse(first?.lastUsedAt ?? '') - Date.parse(first?.createdAt ?? '')) / 1000;
}

export function pairOf(result: Pair | Required | undefined): Pair {
  if (result?.__typename !== 'TokenPair') throw new Error('Expected a TokenPair.');
  return result;
}

export function requiredOf(result: Pair | Required | undefined): Required {
  if (result?.__typename !== 'TwoFactorRequired') throw new Error('Expected TwoFactorRequired.');
  return result;
}
