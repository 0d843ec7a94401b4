import { type App, switchOnWithApp } from './authenticator-app.js';
import { type Client, dataOf } from '../client.js';
import type { TestServer, TestUser } from '../server.js';

/** A user with an authenticator app, and a device that is remembered. */
export interface Trusting {
  readonly user: TestUser;
  readonly app: App;
  /** Id of the app. */
  readonly id: string;
  /** Signed in, and sends the token of the device. */
  readonly client: Client;
  /** Of the device. */
  readonly token: string;
}

export async function withTrustedDevice(server: TestServer): Promise<Trusting> {
  const user = await server.createUser();
  const { client, app, id } = await switchOnWithApp(server, user);
  const { token } = dataOf(await client.trustDevice('Laptop')).trustDevice;
  return { user, app, id, client: client.remembered(token), token };
}

/** What the password step gives with the token of a device. */
export async function signInWith(
  server: TestServer,
  token: string,
  { username, password }: { username: string; password: string },
): Promise<string | undefined> {
  const result = await server.client().remembered(token).obtainToken(username, password);
  return result.data?.obtainToken.__typename ?? result.errors?.[0]?.extensions.code;
}
