import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Check } from '../../../src/cli/doctor/check.js';
import { checkMail } from '../../../src/cli/doctor/mail.checks.js';
import { loadConfig } from '../../../src/config/config.js';
import { startMailServer } from '../../setup/mail-server.js';

const PRODUCTION = {
  ...{ NODE_ENV: 'production', DATABASE_URL: 'embedded', JWT_KEYS: 'key.pem' },
  ...{ PUBLIC_URL: 'https://login.example.com', TWO_FACTOR_PROVIDER: 'authy', AUTHY_API_KEY: 'key' },
};
const FROM = { MAIL_FROM: 'login@example.com' };

describe('the mail server, as doctor sees it', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function examine(env: Record<string, string>): Promise<Check> {
    const [check, ...more] = await checkMail(loadConfig(env));
    expect(more).toEqual([]);
    if (!check) throw new Error('There is no check of the mail server.');
    return check;
  }

  it('is missing in production, and a mailbox in development', async () => {
    expect(await examine(PRODUCTION)).toMatchObject({
      ...{ name: 'mail', status: 'advice', detail: expect.stringContaining('nobody can register') },
      fix: expect.stringContaining('MAIL_URL'),
    });
    expect(await examine({})).toMatchObject({ status: 'ok', detail: expect.stringContaining('/simulator') });
  });

  it('is asked over its socket, and gets no mail', async () => {
    const server = await startMailServer();
    closing.push(server.close);
    const check = await examine({ ...FROM, MAIL_URL: `smtp://127.0.0.1:${server.port}` });
    expect(check).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
    expect(server.mails).toEqual([]);
  });

  it('refuses the password, and the report does not have it', async () => {
    const server = await startMailServer({
      ...{ authOptional: false, allowInsecureAuth: true },
      onAuth: (_auth, _session, done) => done(new Error('hunter2 is wrong')),
    });
    closing.push(server.close);
    const check = await examine({ ...FROM, MAIL_URL: `smtp://ada:hunter2@127.0.0.1:${server.port}` });
    expect(check).toMatchObject({ status: 'problem', detail: expect.stringContaining('EAUTH 535') });
    expect(JSON.stringify(check)).not.toContain('hunter2');
  });

  it.each<[string, ((socket: Socket) => void) | undefined, string]>([
    ['is not there', undefined, 'ESOCKET'],
    ['is something else', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'EPROTOCOL'],
  ])('%s', async (_what, onConnection, detail) => {
    const server: Server = createServer(onConnection);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    if (!onConnection) await new Promise((closed) => server.close(closed));
    else closing.push(() => server.close());
    const check = await examine({ ...FROM, MAIL_URL: `smtp://127.0.0.1:${port}` });
    expect(check).toMatchObject({ status: 'problem', detail: expect.stringContaining(detail) });
  });
});
