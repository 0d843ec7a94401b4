import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf, dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { PASSWORD, startServer } from '../../setup/server.js';

const STOLEN = 'stolen battery horse';
const OTHER = 'staple battery horse';
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

describe('a new password, looked up among stolen ones', () => {
  let vendor: Server;
  let asked: IncomingMessage[];
  let respond: (response: ServerResponse) => void;
  let url: string;
  beforeEach(async () => {
    asked = [];
    vendor = createServer((request, response) => {
      asked.push(request);
      respond(response);
    });
    await new Promise<void>((listening) => vendor.listen(0, '127.0.0.1', listening));
    url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    vendor.closeAllConnections();
    vendor.close();
  });

  /** Changes the password of a fresh user, and says what came of it. */
  async function change(newPassword: string, env: Record<string, string> = {}) {
    const server = await startServer({ BREACHED_PASSWORDS: 'hibp', BREACHED_PASSWORDS_URL: url, ...env });
    const user = await server.createUser();
    asked.length = 0;
    const { client } = await signIn(server, user);
    const response = await client.changePassword(PASSWORD, newPassword);
    const log = server.log();
    await server.close();
    return { response, log };
  }

  const listing =
    (...lines: string[]) =>
    (response: ServerResponse) =>
      void response.end(lines.join('\r\n'));

  it('is refused if it is one, and only five letters of its hash leave the server', async () => {
    respond = listing(`${sha1(OTHER).slice(5)}:3`, `${sha1(STOLEN).slice(5)}:12`);
    const { response, log } = await change(STOLEN);
    expect(response.errors?.[0]?.extensions).toMatchObject({ code: 'WEAK_PASSWORD', field: 'newPassword' });
    expect(asked.map(({ url: path }) => path)).toEqual([`/range/${sha1(STOLEN).slice(0, 5)}`]);
    expect(asked[0]?.headers).toMatchObject({ 'add-padding': 'true' });
    expect(log).not.toContain(sha1(STOLEN).slice(5));
  });

  it('is refused in the form in which it is kept, however it was typed', async () => {
    respond = listing(`${sha1(STOLEN).slice(5)}:12`);
    const wide = STOLEN.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
    expect(codeOf((await change(wide)).response)).toBe('WEAK_PASSWORD');
  });

  it('is taken if its range has only others, or padding', async () => {
    respond = listing(`${'0'.repeat(35)}:7`, `${sha1(STOLEN).slice(5)}:0`);
    dataOf((await change(STOLEN)).response);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['is down', (response) => void response.destroy()],
    ['is slow', () => undefined],
    ['has an error', (response) => void response.writeHead(503).end()],
    ['leads elsewhere', (response) => void response.writeHead(302, { location: '/elsewhere' }).end()],
    ['never stops', (response) => void response.end('0'.repeat(4 * 1024 * 1024))],
  ])('is taken while the service %s, and the log says so', async (_what, behavior) => {
    respond = behavior;
    const { response, log } = await change(STOLEN);
    dataOf(response);
    expect(log).toContain('Breached passwords cannot be looked up');
  });

  it('is looked up nowhere unless that is switched on', async () => {
    respond = listing(`${sha1(STOLEN).slice(5)}:12`);
    dataOf((await change(STOLEN, { BREACHED_PASSWORDS: 'off' })).response);
    expect(asked).toEqual([]);
  });

  it('is refused before that if it is too short', async () => {
    respond = listing();
    expect(codeOf((await change('short')).response)).toBe('WEAK_PASSWORD');
    expect(asked).toEqual([]);
  });
});
