import { type Client, dataOf, pairOf, type Pair, requiredOf, type Required } from './client.js';
import { newPhone, type TestServer, type TestUser } from './server.js';

export interface SignedIn {
  /** Sends the access token with everything. */
  client: Client;
  pair: Pair;
}

/** Signs in a user whose second factor is off. */
export async function signIn(server: TestServer, { username, password }: TestUser): Promise<SignedIn> {
  const client = server.client();
  const pair = pairOf(dataOf(await client.obtainToken(username, password)).obtainToken);
  return { client: client.as(pair.access), pair };
}

/** Switches the second factor of a user on. */
export async function switchOn(
  server: TestServer,
  user: TestUser,
  phone = newPhone(),
): Promise<SignedIn & { phone: string }> {
  const { client } = await signIn(server, user);
  dataOf(await client.verifyPhone(phone));
  const pair = pairOf(dataOf(await client.registerPhone(phone, server.messageTo(phone).code)).registerPhone);
  return { client: client.as(pair.access), pair, phone };
}

/** A login of a fresh user that waits for its code. */
export async function waitingLogin(server: TestServer) {
  const user = await server.createUser();
  const { phone } = await switchOn(server, user);
  const client = server.client();
  const required: Required = requiredOf(
    dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
  );
  return { ...required, client, phone, user, code: server.messageTo(phone).code };
}

/** Six digits that are not the code. */
export function otherThan(code: string): string {
  return code === '111111' ? '222222' : '111111';
}
