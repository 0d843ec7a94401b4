import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireDocumented } from './documented-codes.js';

export interface Pair {
  __typename: 'TokenPair';
  access: string;
  refresh: string;
  accessExpiresAt: string;
  refreshExpiresAt: string;
}

export interface Required {
  __typename: 'TwoFactorRequired';
  message: string;
  challenge: string;
  channel: string;
  availableChannels: string[];
  destination: string;
  codeLength: number;
  attemptsLeft: number;
  resendAt: string;
  expiresAt: string;
}

export interface Failure {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; retryAfter?: number; attemptsLeft?: number; field?: string };
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  data?: T | null;
  errors?: Failure[];
}

/** A front end: sends the operations of schema/operations over HTTP, from an address, perhaps signed in. */
export class Client {
  constructor(
    private readonly url: string,
    readonly address: string,
    private readonly access?: string,
  ) {}

  /** The same client with an access token. */
  as(access: string): Client {
    return new Client(this.url, this.address, access);
  }

  /** The same client at another address. */
  at(address: string): Client {
    return new Client(this.url, address, this.access);
  }

  async post<T = Record<string, unknown>>(
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-forwarded-for': this.address,
        ...(this.access === undefined ? {} : { authorization: `Bearer ${this.access}` }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const result = (await response.json()) as Pick<Answer<T>, 'data' | 'errors'>;
    const answer = { status: response.status, headers: response.headers, ...result };
    requireWaits(answer);
    requireDocumented((body as { query?: unknown } | null)?.query, answer.errors);
    return answer;
  }

  query<T = Record<string, unknown>>(
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Answer<T>> {
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

  revokeSession(id: string) {
    return this.run<{ revokeSession: boolean }>('revoke-session', { id });
  }

  sessions() {
    return this.run<{ me: { sessions: { id: string; isCurrent: boolean }[] } }>('sessions', {});
  }

  private run<T>(operation: string, variables: Record<string, unknown>): Promise<Answer<T>> {
    return this.query<T>(document(operation), variables);
  }
}

/** Whichever test met it: a limit says when to come back, to programs and to proxies. */
function requireWaits({ headers, errors = [] }: Answer<unknown>): void {
  for (const { extensions } of errors) {
    if (extensions.code !== 'RATE_LIMITED') continue;
    const { retryAfter = 0 } = extensions;
    if (Number.isInteger(retryAfter) && retryAfter > 0 && headers.get('retry-after') === String(retryAfter))
      continue;
    throw new Error(`RATE_LIMITED says to wait ${retryAfter} s, its header ${headers.get('retry-after')}.`);
  }
}

const documents = new Map<string, string>();

function document(operation: string): string {
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
export function codeOf({ errors }: Answer<unknown>): string | undefined {
  return errors?.[0]?.extensions.code;
}

/** What came of a step that a test takes for granted. @throws Error with what the server said instead */
export function dataOf<T>({ data, errors }: Answer<T>): T {
  if (!data) throw new Error(`The server refused: ${JSON.stringify(errors)}`);
  return data;
}

export function pairOf(result: Pair | Required | undefined): Pair {
  if (result?.__typename !== 'TokenPair') throw new Error('Expected a TokenPair.');
  return result;
}

export function requiredOf(result: Pair | Required | undefined): Required {
  if (result?.__typename !== 'TwoFactorRequired') throw new Error('Expected TwoFactorRequired.');
  return result;
}
