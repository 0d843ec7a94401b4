import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type SimulatorServer, startSimulatorServer } from '../../../src/vendors/simulator/standalone.js';
import { eventually } from '../../setup/eventually.js';
import { ACCOUNT, LOGIN_SERVICE, magicNumber, PHONE } from '../harness.js';

let server: SimulatorServer;
beforeEach(async () => {
  server = await startSimulatorServer({ port: 0 });
});
afterEach(() => server.close());

const headers = { authorization: `Basic ${btoa(`${ACCOUNT}:secret`)}` };
const start = (to: string) =>
  fetch(`${server.url}/v2/Services/${LOGIN_SERVICE}/Verifications`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ To: to, Channel: 'sms' }),
  });
const messages = async (): Promise<unknown> => (await fetch(`${server.url}/simulator/messages`)).json();

describe('the standalone simulator', () => {
  it('serves Verify to any program that speaks HTTP', async () => {
    const reply = await start(PHONE);

    expect(reply.status).toBe(201);
    expect(reply.headers.get('content-type')).toContain('application/json');
    expect(await reply.json()).toMatchObject({
      to: PHONE,
      status: 'pending',
      url: expect.stringContaining(server.url),
    });
  });

  it('serves Authy to any program that speaks HTTP, in forms as in JSON', async () => {
    const reply = await fetch(`${server.url}/protected/json/users/new`, {
      method: 'POST',
      headers: { 'x-authy-api-key': 'any' },
      body: new URLSearchParams({
        'user[email]': 'jane@example.com',
        'user[cellphone]': '600123457',
        'user[country_code]': '48',
      }),
    });

    expect(await reply.json()).toMatchObject({ success: true, user: { id: expect.any(Number) } });
  });

  it('lists what it sent, newest first', async () => {
    await start(PHONE);
    await start('+48600123458');

    expect(await messages()).toMatchObject([
      { to: '+48600123458', channel: 'sms', code: expect.stringMatching(/^\d{6}$/), outcome: 'pending' },
      {
        to: PHONE,
        body: expect.stringContaining('verification code is'),
        sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
  });

  it('takes no body over 64 KiB', async () => {
    const reply = await start('1'.repeat(70_000));
    expect(reply.status).toBe(413);
  });

  it('takes no method that neither vendor has', async () => {
    expect((await fetch(`${server.url}/v2/Services/${LOGIN_SERVICE}`, { method: 'DELETE' })).status).toBe(
      405,
    );
  });

  it('stops at once while a request hangs', async () => {
    const arrived = jest.spyOn(server.simulator, 'handle');
    const hanging = start(magicNumber('0006')).catch(() => 'hung up');
    await eventually(() => expect(arrived).toHaveBeenCalled());

    await server.close();
    expect(await hanging).toBe('hung up');
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(startSimulatorServer({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
