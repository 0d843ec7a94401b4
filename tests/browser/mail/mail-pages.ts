import { randomUUID } from 'node:crypto';
import type { SimulatedMail } from '../../../src/vendors/simulator/mailbox.js';
import { newAddress } from '../../setup/mail.js';
import type { TestServer } from '../../setup/server.js';

export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly password: string;
}

export const newUser = (): NewUser => ({
  username: `ada-${randomUUID().slice(0, 8)}`,
  email: newAddress(),
  password: 'a good long password',
});

/** The newest mail to an address, from the page for developers, with a link to this server. */
export async function readMail(server: TestServer, address: string) {
  await server.app.outbox.deliverDue();
  const mails = (await (await fetch(`${server.url}/simulator/mail`)).json()) as SimulatedMail[];
  const mail = mails.find(({ to }) => to === address);
  if (!mail) throw new Error(`No mail went to ${address}.`);
  const { pathname, search } = new URL(mail.link ?? '', server.url);
  return { ...mail, code: mail.code ?? '', link: `${server.url}${pathname}${search}` };
}
