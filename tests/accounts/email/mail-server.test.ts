import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { eventually } from '../../setup/eventually.js';
import { switchOn } from '../../setup/flows.js';
import { newAddress } from '../../setup/mail.js';
import { type MailServer, startMailServer } from '../../setup/mail-server.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

const DAY_SECONDS = 86_400;

function linkOf(mail: ParsedMail | undefined): { challenge: string; token: string } {
  const [link = ''] = /http\S+/.exec(mail?.text ?? '') ?? [];
  const { searchParams } = new URL(link);
  return { challenge: searchParams.get('challenge') ?? '', token: searchParams.get('token') ?? '' };
}

describe('mails that leave by SMTP', () => {
  let mailServer: MailServer;
  let server: TestServer;
  /** Addresses that the mail server refuses, with its reply. */
  const refused = new Map<string, number>();

  beforeEach(async () => {
    refused.clear();
    mailServer = await startMailServer({
      onRcptTo: ({ address }, _session, done) => {
        const responseCode = refused.get(address);
        done(responseCode === undefined ? null : Object.assign(new Error('refused'), { responseCode }));
      },
    });
    server = await startServer({
      MAIL_URL: `smtp://127.0.0.1:${mailServer.port}`,
      MAIL_FROM: 'Login <login@example.com>',
    });
  });
  afterEach(async () => {
    mailServer.hangUp();
    await server.close();
    await mailServer.close();
  });

  const register = async (email = newAddress()) => {
    dataOf(await server.client().register(`user-${randomUUID()}`, email, PASSWORD));
    return email;
  };
  const mailsTo = (address: string) =>
    mailServer.mails.filter(({ to }) => ![to ?? []].flat().every(({ text }) => text !== address));
  const verify = ({ challenge, token }: ReturnType<typeof linkOf>) =>
    server.client().verifyEmail(challenge, token);
  /** Has the outbox try again what is due in so many seconds. */
  const tryAgain = async (seconds = 11) => {
    server.passSeconds(seconds);
    await server.app.outbox.deliverDue();
  };

  it('are read by a program, and their link completes a registration', async () => {
    const email = await register();
    await eventually(() => expect(mailsTo(email)).toHaveLength(1));
    pairOf(dataOf(await verify(linkOf(mailsTo(email)[0]))).verifyEmail);
  });

  it('hold up no request and no message to a phone while the mail server hangs', async () => {
    let hanging = 0;
    mailServer.onRead = () => (hanging += 1);
    await register();
    await eventually(() => expect(hanging).toBe(1));
    let isOver = false;
    mailServer.onConnectionEnd = () => (isOver = true);
    await register();
    const { client, phone } = await switchOn(server, await server.createUser());
    dataOf(await client.disableTwoFactor());
    await eventually(() =>
      expect(server.messagesTo(phone).some(({ service }) => service === 'notice')).toBe(true),
    );
    expect(isOver).toBe(false);
  });

  it('go out again with a new link if the server dies after the last line, and the newer link works', async () => {
    mailServer.onRead = () => mailServer.hangUp();
    const email = await register();
    await eventually(() => expect(server.log()).toContain('it is tried again'));
    mailServer.onRead = (accept) => accept();
    await tryAgain();
    const [first, second, ...more] = mailsTo(email);
    expect(more).toEqual([]);
    // A mailbox hides the second of two mails with one id.
    expect(first?.messageId).not.toBe(second?.messageId);
    expect(codeOf(await verify(linkOf(first)))).toBe('INVALID_EMAIL_TOKEN');
    pairOf(dataOf(await verify(linkOf(second))).verifyEmail);
  });

  it('about a change go out again with a new link too, and the newer one undoes it', async () => {
    const email = await register();
    await eventually(() => expect(mailsTo(email)).toHaveLength(1));
    const { access } = pairOf(dataOf(await verify(linkOf(mailsTo(email)[0]))).verifyEmail);
    mailServer.onRead = () => mailServer.hangUp();
    dataOf(await server.client().as(access).changePassword(PASSWORD, 'another horse battery'));
    await eventually(() => expect(server.log()).toContain('it is tried again'));
    mailServer.onRead = (accept) => accept();
    await tryAgain();
    const [, first, second] = mailsTo(email);
    expect(first?.messageId).not.toBe(second?.messageId);
    expect(codeOf(await server.client().undoChange(linkOf(first).token))).toBe('CHALLENGE_EXPIRED');
    dataOf(await server.client().undoChange(linkOf(second).token));
  });

  it('reach others while one address is refused, and that one once it is taken', async () => {
    const [later, never, other] = [newAddress(), newAddress(), newAddress()];
    refused.set(later, 450).set(never, 550);
    for (const address of [later, never, other]) await register(address);
    await eventually(() => expect(mailsTo(other)).toHaveLength(1));
    await eventually(async () =>
      expect(await server.app.outbox.countOpen()).toEqual({ waiting: 1, dead: 1 }),
    );
    refused.clear();
    await tryAgain();
    expect([mailsTo(later).length, mailsTo(never).length, mailsTo(other).length]).toEqual([1, 0, 1]);
    expect(await server.app.outbox.countOpen()).toEqual({ waiting: 0, dead: 1 });
  });

  it('are given up for an address that is refused for a day, and nobody else waits for it', async () => {
    const email = newAddress();
    refused.set(email, 450);
    await register(email);
    await eventually(() => expect(server.log()).toContain('it is tried again'));
    await tryAgain(DAY_SECONDS + 1);
    expect(await server.app.outbox.countOpen()).toEqual({ waiting: 0, dead: 1 });
    const other = await register();
    await eventually(() => expect(mailsTo(other)).toHaveLength(1));
    expect(server.log()).not.toContain(email);
  });
});
