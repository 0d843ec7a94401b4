import { type Client, dataOf, type Pair, pairOf, requiredOf, type Required } from '../client.js';
import { addApp, type App } from './authenticator-app.js';
import { signIn } from '../flows.js';
import type { TestServer, TestUser } from '../server.js';

/** A user with an authenticator app and ten recovery codes. */
export interface Prepared {
  readonly user: TestUser;
  readonly app: App;
  /** Id of the app. */
  readonly id: string;
  readonly client: Client;
  readonly pair: Pair;
  readonly codes: readonly string[];
}

export async function withRecoveryCodes(server: TestServer): Promise<Prepared> {
  const user = await server.createUser();
  const { client: signedIn } = await signIn(server, user);
  const { client, app, id, pair } = await addApp(server, signedIn);
  const { codes } = dataOf(await client.generateRecoveryCodes()).generateRecoveryCodes;
  return { user, app, id, client, pair, codes };
}

/** The password step of a user who has a second factor. */
export async function begin(client: Client, { username, password }: TestUser): Promise<Required> {
  return requiredOf(dataOf(await client.obtainToken(username, password)).obtainToken);
}

/** Signs in with a recovery code. */
export async function recover(server: TestServer, user: TestUser, code = '') {
  const client = server.client();
  const { challenge } = await begin(client, user);
  const pair = pairOf(
    dataOf(await client.verifyTwoFactorToken({ challenge, token: code })).verifyTwoFactorToken,
  );
  return { client: client.as(pair.access), pair };
}

/** Confirms the session of a client. @returns a client with its new tokens */
export async function stepUp(client: Client, typed: { token: string; kind?: string }): Promise<Client> {
  const { challenge } = dataOf(await client.requestStepUp()).requestStepUp;
  const { access } = dataOf(await client.verifyTwoFactorToken({ challenge, ...typed })).verifyTwoFactorToken;
  return client.as(access);
}
