import { randomUUID } from 'node:crypto';
import type { SimulatedMail } from '../../src/vendors/simulator/mailbox.js';
import { dataOf, pairOf, type Pair } from './client.js';
import { PASSWORD, type TestServer } from './server.js';

/** An address that nobody else in this file uses. Each has a domain of its own, so that no test uses up its limit. */
export const newAddress = (): string => `ada@${randomUUID()}.example`;

/** What reached an address, newest first, once the outbox was worked on. */
export async function mailsTo(server: TestServer, address: string): Promise<SimulatedMail[]> {
  await server.app.outbox.deliverDue();
  return (server.app.mailbox?.mails() ?? []).filter(({ to }) => to === address.toLowerCase());
}

/** The newest mail to an address. */
export async function mailTo(server: TestServer, address: string): Promise<SimulatedMail> {
  const [newest] = await mailsTo(server, address);
  if (!newest) throw new Error(`No mail went to ${address}.`);
  return newest;
}

/** What the link of a mail carries. */
export function linkOf({ link }: SimulatedMail): { challenge: string; token: string } {
  const { searchParams } = new URL(link ?? '');
  return { challenge: searchParams.get('challenge') ?? '', token: searchParams.get('token') ?? '' };
}

export interface Registered {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly pair: Pair;
}

/** A user who registered and proved the address. */
export async function registerUser(server: TestServer, email = newAddress()): Promise<Registered> {
  const username = `user-${randomUUID()}`;
  const client = server.client();
  dataOf(await client.register(username, email, PASSWORD));
  const { challenge, token } = linkOf(await mailTo(server, email));
  const pair = pairOf(dataOf(await client.verifyEmail(challenge, token)).verifyEmail);
  return { username, email, password: PASSWORD, pair };
}
