import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../src/config/config.js';
import { composeMail } from '../../../src/mail/compose-mail.js';
import { SmtpMailer, type SmtpPatience } from '../../../src/vendors/smtp/smtp.mailer.js';
import { makeCertificate, type MailServer, startMailServer } from '../../setup/mail-server.js';

const TO = 'ada@example.com';
const certificate = makeCertificate();

const MAIL = composeMail(
  {
    ...{
      kind: 'verifyEmail',
      to: TO,
      username: 'Łukasz <b>',
      locale: 'pl',
      messageId: '<1@login.example.com>',
    },
    proof: { link: 'https://app.example.com/verify?challenge=x&token=y', code: '12345678', codeMinutes: 10 },
  },
  loadConfig({ BRAND_NAME: 'Żółw' }).brand,
);

/** So that the tests of servers that say nothing are quick. */
const HURRY: SmtpPatience = { connectMs: 500, silenceMs: 500, mailMs: 100_000 };

/** What the configuration makes of these settings. */
function mailerOf(env: Record<string, string>, patience?: SmtpPatience): SmtpMailer {
  const { smtp } = loadConfig({ MAIL_FROM: 'Example <login@example.com>', ...env }).mail;
  if (!smtp) throw new Error('There is no mail server in these settings.');
  return new SmtpMailer(smtp, patience);
}

describe('a mail server', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function start(options?: Parameters<typeof startMailServer>[0]): Promise<MailServer> {
    const server = await startMailServer(options);
    closing.push(server.close);
    return server;
  }

  function open(env: Record<string, string>, patience?: SmtpPatience): SmtpMailer {
    const mailer = mailerOf(env, patience);
    closing.unshift(() => mailer.close());
    return mailer;
  }

  it('gets a mail that a program can read again', async () => {
    const server = await start();
    const mailer = open({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
    expect(await mailer.send(MAIL)).toEqual({ kind: 'delivered' });
    const [mail] = server.mails;
    expect(mail?.from?.text).toBe('"Example" <login@example.com>');
    expect(mail?.to).toMatchObject({ text: TO });
    expect(mail?.subject).toBe(MAIL.subject);
    expect(mail?.messageId).toBe('<1@login.example.com>');
    expect(mail?.text?.trim()).toBe(MAIL.text);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.html).toContain('&#60;b&#62;');
    expect(mail?.html).not.toMatch(/<img|<script|src=/);
    expect(mail?.html).toContain('https://app.example.com/verify?challenge=x&#38;token=y');
  });

  describe('with a certificate', () => {
    const trusted = tls.getCACertificates('default');
    beforeAll(() => tls.setDefaultCACertificates([...trusted, certificate.cert]));
    afterAll(() => tls.setDefaultCACertificates(trusted));

    it.each([
      ['STARTTLS', 'smtp', {}],
      ['TLS from the first byte', 'smtps', { secure: true }],
    ])('takes a mail and a password by %s', async (_what, scheme, options) => {
      const server = await start({
        ...{ ...options, ...certificate, authOptional: false },
        onAuth: ({ username, password }, _session, done) =>
          username === 'login@example.com' && password === 'p/w%'
            ? done(null, { user: username })
            : done(new Error('no')),
      });
      const address = (user: string) => `${scheme}://${user}@localhost:${server.port}`;
      const right = open({ MAIL_URL: address('login%40example.com:p%2Fw%25'), MAIL_REQUIRE_TLS: 'true' });
      expect(await right.inspect()).toBeUndefined();
      expect(await right.send(MAIL)).toEqual({ kind: 'delivered' });
      const wrong = open({ MAIL_URL: address('login%40example.com:wrong') });
      expect(await wrong.inspect()).toMatch(/^EAUTH 535/);
      // An operator can put it right, so the mail is tried again.
      expect(await wrong.send(MAIL)).toMatchObject({ kind: 'failed', isFinal: false });
      expect(server.mails).toHaveLength(1);
    });
  });

  it('gets nothing if its certificate is not trusted', async () => {
    const server = await start({ ...certificate, secure: true });
    const mailer = open({ MAIL_URL: `smtps://localhost:${server.port}` });
    expect(await mailer.send(MAIL)).toEqual({
      ...{ kind: 'failed', isFinal: false },
      detail: expect.stringMatching(/^self-signed certificate.* ESOCKET CONN$/),
    });
    expect(server.mails).toEqual([]);
  });

  it('gets nothing without TLS where TLS is required', async () => {
    const server = await start();
    const mailer = open({ MAIL_URL: `smtp://127.0.0.1:${server.port}`, MAIL_REQUIRE_TLS: 'true' });
    expect(await mailer.send(MAIL)).toMatchObject({ kind: 'failed', isFinal: false });
    expect(server.mails).toEqual([]);
  });

  it.each([
    ['permanently', 550, true],
    ['for now', 450, false],
  ])(
    'that refuses an address %s is tried again only in the second case',
    async (_what, responseCode, isFinal) => {
      const server = await start({
        onRcptTo: (_address, _session, done) =>
          done(Object.assign(new Error(`${TO} is not here`), { responseCode })),
      });
      const mailer = open({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
      const outcome = await mailer.send(MAIL);
      expect(outcome).toMatchObject({ kind: 'failed', isFinal });
      // The log gets no address.
      expect(JSON.stringify(outcome)).not.toContain('example.com');
    },
  );

  it('that refuses the sender gets the mail again: an operator can put it right', async () => {
    const server = await start({
      onMailFrom: (_address, _session, done) =>
        done(Object.assign(new Error('not your address'), { responseCode: 553 })),
    });
    const mailer = open({ MAIL_URL: `smtp://127.0.0.1:${server.port}` });
    expect(await mailer.send(MAIL)).toEqual({
      ...{ kind: 'failed', isFinal: false },
      detail: 'EENVELOPE 553 MAIL FROM',
    });
  });

  it('that hangs keeps no process alive: its mail fails when the mailer is closed', async () => {
    const server = await start();
    const read = new Promise<void>((resolve) => (server.onRead = () => resolve()));
    const patient = { connectMs: 100_000, silenceMs: 10 ** 7, mailMs: 10 ** 7 };
    const mailer = open({ MAIL_URL: `smtp://127.0.0.1:${server.port}` }, patient);
    const outcome = mailer.send(MAIL);
    await read;
    mailer.close();
    expect(await outcome).toMatchObject({ kind: 'failed', isFinal: false });
  });

  describe('that is out of order', () => {
    let server: Server;
    const sockets = new Set<Socket>();
    async function listen(onConnection: (socket: Socket) => void): Promise<string> {
      server = createServer((socket) => {
        sockets.add(socket.on('error', () => undefined));
        onConnection(socket);
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      closing.push(() => {
        for (const socket of sockets) socket.destroy();
        server.close();
      });
      return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    it.each<[string, (socket: Socket) => void]>([
      ['says nothing', () => undefined],
      ['hangs up at once', (socket) => socket.end()],
      ['speaks another protocol', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
      [
        'dies in the middle of a mail',
        (socket) => {
          socket.write('220 ready\r\n');
          socket.on('data', (data) => {
            const text = data.toString();
            if (/^EHLO/.test(text)) socket.write('250 ok\r\n');
            else if (/^(MAIL|RCPT)/.test(text)) socket.write('250 ok\r\n');
            else if (text.startsWith('DATA')) socket.write('354 go on\r\n');
            else socket.destroy();
          });
        },
      ],
    ])('and %s fails, to be tried again', async (_what, onConnection) => {
      const mailer = open({ MAIL_URL: await listen(onConnection) }, HURRY);
      expect(await mailer.send(MAIL)).toMatchObject({ kind: 'failed', isFinal: false });
    });

    it('and never comes to an end gets no more time for one mail, and no connection is lost to it', async () => {
      let connections = 0;
      const url = await listen((socket) => {
        connections += 1;
        socket.write('220 ready\r\n');
        // Each line comes in time, and the last one never.
        const dribble = setInterval(() => socket.write('250-wait\r\n'), HURRY.silenceMs / 4);
        socket.on('close', () => clearInterval(dribble));
      });
      const mailer = open({ MAIL_URL: url }, { ...HURRY, mailMs: 2 * HURRY.silenceMs });
      const all = await Promise.all(Array.from({ length: 6 }, () => mailer.send(MAIL)));
      for (const outcome of all) expect(outcome).toMatchObject({ kind: 'failed', isFinal: false });
      expect(await mailer.send(MAIL)).toMatchObject({ kind: 'failed', isFinal: false });
      expect(connections).toBeGreaterThan(4);
    });

    it('and refuses the connection fails, to be tried again', async () => {
      const mailer = open({ MAIL_URL: 'smtp://127.0.0.1:9' });
      expect(await mailer.send(MAIL)).toEqual({
        ...{ kind: 'failed', isFinal: false },
        detail: 'connect ECONNREFUSED 127.0.0.1:9 ESOCKET CONN',
      });
    });
  });
});
