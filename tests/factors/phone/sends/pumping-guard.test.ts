import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../../../src/audit/security-event.entity.js';
import { SendConversion } from '../../../../src/factors/phone/sends/send-conversion.entity.js';
import { type Client, codeOf } from '../../../setup/client.js';
import { signIn, switchOn } from '../../../setup/flows.js';
import { metric } from '../../../setup/metrics.js';
import { startServer, type TestServer, type TestUser } from '../../../setup/server.js';

/** Each test has a range of its own: the numbers of one share all but the last five digits. */
describe('the pumping guard', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({
      SEND_CONVERSION_MIN_SENDS: '4',
      SEND_CONVERSION_MIN_PERCENT: '50',
      SEND_CONVERSION_PAUSE: '30m',
    });
  });
  afterAll(() => server.close());

  /** Someone signed in who has no phone yet, at an address of their own. */
  async function someone(): Promise<Client> {
    return (await signIn(server, await server.createUser())).client;
  }

  function em(): EntityManager {
    return server.app.orm.em.fork();
  }

  /** Messages to further and further numbers of a range, each requested by another user. */
  async function pump(range: string, count: number): Promise<(string | undefined)[]> {
    const codes: (string | undefined)[] = [];
    for (let sent = 0; sent < count; sent++)
      codes.push(codeOf(await (await someone()).verifyPhone(inRange(range))));
    return codes;
  }

  let numbers = 0;
  function inRange(range: string): string {
    numbers += 1;
    return `${range}${String(numbers).padStart(2, '0')}789`;
  }

  function conversionOf(range: string, purpose: SendConversion['purpose'] = 'registration') {
    return em().findOne(SendConversion, { range, purpose });
  }

  it('pauses a range where nobody enters a code, notifies staff, and no other', async () => {
    const range = '+486010';
    expect(await pump(range, 4)).toEqual(Array(4).fill(undefined));
    const phone = inRange(range);
    const { errors } = await (await someone()).verifyPhone(phone);
    expect(errors?.[0]).toMatchObject({
      message: 'Too many messages. Try again in 30 minutes.',
      extensions: { code: 'RATE_LIMITED', retryAfter: 1800 },
    });
    expect(server.messagesTo(phone)).toEqual([]);
    expect(await pump(range, 2)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
    expect(await pump('+486011', 1)).toEqual([undefined]);

    expect(await conversionOf(range)).toMatchObject({ sent: 4, approved: 0, refused: 3 });
    const lines = server
      .log()
      .split('\n')
      .filter((line) => line.includes('are paused'));
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ level: 40, range: '+486010•••••', purpose: 'registration', sent: 4 }),
    ]);
    const events = await em().find(SecurityEvent, { type: 'sendsPaused' });
    expect(events).toEqual([expect.objectContaining({ reason: 'registration', userId: null })]);
    expect(await metric(server, 'rate_limit_exceeded_total{limit="conversion"}')).toBe('3');
    expect(await metric(server, 'two_factor_paused_ranges')).toBe('1');
  });

  it('ends a pause in time, and counts anew from there', async () => {
    const range = '+486020';
    await pump(range, 5);
    server.passSeconds(29 * 60);
    expect(await pump(range, 1)).toEqual(['RATE_LIMITED']);
    server.passSeconds(61);
    expect(await metric(server, 'two_factor_paused_ranges')).toBe('0');
    expect(await pump(range, 5)).toEqual([...Array<undefined>(4).fill(undefined), 'RATE_LIMITED']);
  });

  it('ends a pause when staff says so, and writes that down', async () => {
    await pump('+486030', 5);
    await pump('+486031', 5);
    const { pumpingGuard } = server.app;
    expect((await pumpingGuard.findPaused(em())).map(({ range }) => range)).toEqual(
      expect.arrayContaining(['+486030', '+486031']),
    );
    expect(await pumpingGuard.lift('+486030', em())).toEqual([
      expect.objectContaining({ range: '+486030', sent: 4, approved: 0 }),
    ]);
    expect(await pump('+486030', 4)).toEqual(Array(4).fill(undefined));
    expect(await pump('+486031', 1)).toEqual(['RATE_LIMITED']);
    expect(await em().find(SecurityEvent, { type: 'sendsResumed', reason: 'staff' })).toEqual([
      expect.objectContaining({ userId: null, ipAddress: 'command line' }),
    ]);
    expect(await pumpingGuard.lift('+486030', em())).toEqual([]);
    await expect(pumpingGuard.lift('+48%', em())).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('keeps a busy range open while codes are typed', async () => {
    const range = '+486040';
    for (let users = 0; users < 6; users++) {
      await switchOn(server, await server.createUser(), inRange(range));
      expect(await pump(range, 1)).toEqual([undefined]);
    }
    expect(await conversionOf(range)).toMatchObject({ sent: 12, approved: 6, pausedUntil: null });
    // What was never paused does not go again.
    expect(await em().count(SecurityEvent, { type: 'sendsResumed', reason: 'approved' })).toBe(0);
  });

  it('ends a pause that began before people had the time to type', async () => {
    const range = '+486050';
    const waiting = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const phone = inRange(range);
        const client = await someone();
        await client.verifyPhone(phone);
        return { client, phone };
      }),
    );
    expect(await pump(range, 1)).toEqual(['RATE_LIMITED']);
    const approvals = waiting.slice(0, 2);
    for (const { client, phone } of approvals) {
      expect((await conversionOf(range))?.pausedUntil).toBeInstanceOf(Date);
      await client.registerPhone(phone, server.messageTo(phone).code);
    }
    expect(await pump(range, 1)).toEqual([undefined]);
    expect(await em().count(SecurityEvent, { type: 'sendsResumed', reason: 'approved' })).toBe(1);
  });

  it('counts half of the window before, and nothing older', async () => {
    const range = '+486060';
    for (let users = 0; users < 3; users++) await switchOn(server, await server.createUser(), inRange(range));
    server.passSeconds(1800);
    await pump(range, 1);
    expect(await conversionOf(range)).toMatchObject({ sent: 4, approved: 3 });
    server.passSeconds(1800);
    await pump(range, 2);
    expect(await conversionOf(range)).toMatchObject({ sent: 4, approved: 2 });
    server.passSeconds(2 * 3600);
    await pump(range, 1);
    expect(await conversionOf(range)).toMatchObject({ sent: 1, approved: 0 });
  });

  it('lets exactly so many of many messages at once go', async () => {
    const range = '+486070';
    const clients: Client[] = [];
    for (let users = 0; users < 8; users++) clients.push(await someone());
    const responses = await Promise.all(clients.map((client) => client.verifyPhone(inRange(range))));
    expect(responses.filter((response) => codeOf(response) === undefined)).toHaveLength(4);
    expect(await conversionOf(range)).toMatchObject({ sent: 4, refused: 4 });
  });

  it('does not take the provider’s bad night for pumping', async () => {
    const range = '+486080';
    const client = await someone();
    const responses: (string | undefined)[] = [];
    for (const end of ['10005', '20007', '30001', '40002', '50008'])
      responses.push(codeOf(await client.verifyPhone(range + end)));
    expect(responses.map((code) => code ?? 'sent')).toEqual([
      ...Array<string>(2).fill('PROVIDER_UNAVAILABLE'),
      ...Array<string>(3).fill('PHONE_NOT_ALLOWED'),
    ]);
    expect(await conversionOf(range)).toMatchObject({ sent: 0, refused: 0, pausedUntil: null });
  });

  it('lets users sign in while somebody asks for codes to strangers’ numbers', async () => {
    const range = '+486090';
    const user = await server.createUser();
    const { phone } = await switchOn(server, user, inRange(range));
    await pump(range, 6);
    expect((await conversionOf(range))?.pausedUntil).toBeInstanceOf(Date);
    const { data } = await server.client().obtainToken(user.username, user.password);
    expect(data?.obtainToken.__typename).toBe('TwoFactorRequired');
    expect(server.messagesTo(phone)).toHaveLength(2);
  });

  it('pauses nothing when the codes go to few users or to few numbers', async () => {
    const [fewUsers, fewNumbers] = ['+486100', '+486101'];
    const client = await someone();
    for (let sent = 0; sent < 6; sent++)
      expect(codeOf(await client.verifyPhone(inRange(fewUsers)))).toBeUndefined();
    expect(await pump(fewUsers, 1)).toEqual([undefined]);
    const phones = [1, 2, 3].map(() => inRange(fewNumbers));
    for (const phone of [...phones, ...phones])
      expect(codeOf(await (await someone()).verifyPhone(phone))).toBeUndefined();
    expect(await pump(fewNumbers, 1)).toEqual([undefined]);
  });

  it('lets a proven number sign in during a pause, from an address known to it', async () => {
    const range = '+486110';
    const login = async (client: Client, { username, password }: TestUser) =>
      codeOf(await client.obtainToken(username, password));
    const owner = await server.createUser();
    const { client, phone } = await switchOn(server, owner, inRange(range));
    const others: TestUser[] = [];
    for (let users = 0; users < 5; users++) {
      const user = await server.createUser();
      await switchOn(server, user, inRange(range));
      others.push(user);
    }
    const codes: (string | undefined)[] = [];
    for (const other of others) codes.push(await login(server.client(), other));
    expect(codes).toEqual([...Array<undefined>(4).fill(undefined), 'RATE_LIMITED']);

    const before = await conversionOf(range, 'login');
    expect(await login(server.client(), owner)).toBe('RATE_LIMITED');
    expect(server.messagesTo(phone)).toHaveLength(1);
    expect(await login(client, owner)).toBeUndefined();
    expect(server.messagesTo(phone)).toHaveLength(2);
    expect((await conversionOf(range, 'login'))?.pausedUntil).toEqual(before?.pausedUntil);
  });

  // The last one: there is no table afterwards.
  it('sends nothing while nothing can be counted', async () => {
    await em().execute('drop table send_conversions');
    const phone = inRange('+486020');
    expect(codeOf(await (await someone()).verifyPhone(phone))).toBe('SERVICE_UNAVAILABLE');
    expect(server.messagesTo(phone)).toEqual([]);
    expect(await metric(server, 'two_factor_paused_ranges')).toMatch(/^nan$/i);
  });
});
