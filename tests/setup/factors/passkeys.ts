import { type Client, dataOf, type Pair, requiredOf } from '../client.js';
import { signIn } from '../flows.js';
import { startServer, type TestServer, type TestUser } from '../server.js';
import { type Device, SoftwareAuthenticator } from './software-authenticator.js';

/** Browsers use passkeys over https alone. */
export const PASSKEY_ORIGIN = 'https://auth.test';

export function startPasskeyServer(env: Record<string, string> = {}): Promise<TestServer> {
  return startServer({ PUBLIC_URL: PASSKEY_ORIGIN, ...env });
}

/** Makes a passkey for the owner of a client. */
export async function addPasskey(
  client: Client,
  device?: Device,
  name?: string,
): Promise<{ client: Client; pair: Pair; authenticator: SoftwareAuthenticator; id: string }> {
  const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
  const authenticator = new SoftwareAuthenticator(PASSKEY_ORIGIN, device);
  const confirmed = await client.confirmPasskey(enrollment, authenticator.create(options), name);
  const pair = dataOf(confirmed).confirmPasskey;
  return { client: client.as(pair.access), pair, authenticator, id: enrollment };
}

/** Switches the second factor of a user on with a passkey. */
export async function switchOnWithPasskey(server: TestServer, user: TestUser, device?: Device) {
  const { client } = await signIn(server, user);
  return addPasskey(client, device);
}

/** A login of a fresh user that waits for the passkey. */
export async function waitingForPasskey(server: TestServer, device?: Device) {
  const user = await server.createUser();
  const { authenticator, client: signedIn, id } = await switchOnWithPasskey(server, user, device);
  const client = server.client();
  const required = requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
  return { ...required, user, authenticator, signedIn, client, id };
}
