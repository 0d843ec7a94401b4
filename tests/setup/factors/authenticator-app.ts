import { createHmac } from 'node:crypto';
import { type Client, dataOf, type Pair } from '../client.js';
import { signIn } from '../flows.js';
import type { TestServer, TestUser } from '../server.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An app on somebody's phone: written beside the server's own code, so that both must agree with RFC 6238. */
export class App {
  readonly #key: Buffer;

  /** @param secret base 32, as the server shows it */
  constructor(secret: string) {
    const bits = Array.from(secret)
      .map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0'))
      .join('');
    this.#key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  }

  /** What it shows at a time. */
  codeAt(time: Date): string {
    const counter = Buffer.alloc(8);
    counter.writeUInt32BE(Math.floor(time.getTime() / 30_000), 4);
    const mac = createHmac('sha1', this.#key).update(counter).digest();
    const start = mac.readUInt8(19) % 16;
    return String((mac.readUInt32BE(start) % 2 ** 31) % 1_000_000).padStart(6, '0');
  }
}

/** Sets an app up for the owner of a client. The next code is one of the next time step. */
export async function addApp(
  server: TestServer,
  client: Client,
  name?: string,
): Promise<{ client: Client; pair: Pair; app: App; id: string }> {
  const { enrollment, secret } = dataOf(await client.startAuthenticatorApp(name)).startAuthenticatorApp;
  const app = new App(secret);
  const confirmed = await client.confirmAuthenticatorApp(enrollment, app.codeAt(server.now()));
  const pair = dataOf(confirmed).confirmAuthenticatorApp;
  server.passSeconds(30);
  return { client: client.as(pair.access), pair, app, id: enrollment };
}

/** Switches the second factor of a user on with an app. */
export async function switchOnWithApp(server: TestServer, user: TestUser) {
  const { client } = await signIn(server, user);
  return addApp(server, client);
}
