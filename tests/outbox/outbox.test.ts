import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { NotifiedPhone } from '../../src/factors/notices/notified-phone.entity.js';
import { OutboxMessage } from '../../src/outbox/outbox-message.entity.js';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';
import { codeOf, dataOf, requiredOf } from '../setup/client.js';
import { createDatabase, type TestDatabase } from '../setup/database/database.js';
import { eventually } from '../setup/eventually.js';
import { switchOn } from '../setup/flows.js';
import { metric } from '../setup/metrics.js';
import { watchProvider } from '../setup/provider.js';
import { startServer, type TestServer } from '../setup/server.js';
import { startTcpProxy, type TcpProxy } from '../setup/wires/tcp-proxy.js';

const onServed = process.env['TEST_DATABASE_URL'] ? describe : describe.skip;
const DAY_SECONDS = 86_400;

function isNotice({ url }: HttpRequest): boolean {
  return url.endsWith('/Messages.json');
}

function noticesTo(server: TestServer, phone: string): string[] {
  return server
    .messagesTo(phone)
    .filter(({ service }) => service === 'notice')
    .map(({ body }) => body);
}

describe('the outbox', () => {
  let server: TestServer;
  /** The messages that the provider takes: all, or none. */
  let isDown = false;
  let requests: HttpRequest[];

  beforeAll(async () => {
    server = await startServer();
    const failure: HttpResponse = { status: 500, headers: {}, body: '{"code":20500,"message":"x"}' };
    requests = watchProvider(server, (request) =>
      isDown && isNotice(request) ? Promise.resolve(failure) : undefined,
    );
  });
  afterEach(() => {
    isDown = false;
    requests.length = 0;
  });
  afterAll(() => server.close());

  const triesTo = (phone: string) =>
    requests.filter((request) => isNotice(request) && request.body?.includes(phone.slice(1))).length;
  const messages = () => server.app.orm.em.fork().find(OutboxMessage, {}, { orderBy: { createdAt: 'desc' } });

  it('delivers a notice once, at once, and keeps no announcement that was made', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    dataOf(await client.disableTwoFactor());
    await eventually(async () => {
      expect(noticesTo(server, phone)).toHaveLength(1);
      expect(await messages()).toMatchObject([{ kind: 'phoneNotice', tries: 1, deadAt: null }]);
    });
    server.passSeconds(3600);
    await server.app.outbox.deliverDue();
    expect(triesTo(phone)).toBe(1);
    expect(await metric(server, 'auth_security_events_total{type="twoFactorDisabled",reason=""}')).toBe('1');
  });

  it('holds ids, and no number', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    isDown = true;
    dataOf(await client.disableTwoFactor());
    await eventually(() => expect(triesTo(phone)).toBe(1));
    const [message] = await messages();
    expect(JSON.stringify(message)).not.toContain(phone.slice(1));
    const past = await server.app.orm.em.fork().findOneOrFail(NotifiedPhone, { phone });
    expect(message?.payload).toEqual({ notifiedPhoneId: past.id });
  });

  it('writes in the language of the last completed sign-in', async () => {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    server.passSeconds(60);
    const signIn = server.client();
    const { challenge } = requiredOf(
      dataOf(await signIn.obtainToken(user.username, user.password)).obtainToken,
    );
    const verify = `mutation ($token: String!, $challenge: String) {
      verifyTwoFactorToken(token: $token, challenge: $challenge) { ... on TokenPair { access } } }`;
    const { code: token } = server.messageTo(phone);
    const signedIn = await signIn.post<{ verifyTwoFactorToken: { access: string } }>(
      { query: verify, variables: { token, challenge } },
      { 'accept-language': 'pl-PL' },
    );
    const holder = server.client().as(dataOf(signedIn).verifyTwoFactorToken.access);
    const disable = { query: 'mutation { disableTwoFactor { access } }' };
    dataOf(await holder.post(disable, { 'accept-language': 'de' }));
    await eventually(() => expect(noticesTo(server, phone)).toHaveLength(1));
    const [body] = noticesTo(server, phone);
    expect(body).toContain('nie wymaga');
    expect(body).toContain('no longer takes a code');
    expect(body).not.toContain('keinen Code');
  });

  it('tries again more and more rarely, and gives up after a day', async () => {
    const dead = async () =>
      Number(await metric(server, 'outbox_deliveries_total{kind="phoneNotice",outcome="dead"}'));
    const before = await dead();
    const { client, phone } = await switchOn(server, await server.createUser());
    isDown = true;
    dataOf(await client.disableTwoFactor());
    await eventually(() => expect(triesTo(phone)).toBe(1));
    await server.app.outbox.deliverDue();
    expect(triesTo(phone)).toBe(1);

    server.passSeconds(11);
    await server.app.outbox.deliverDue();
    expect(triesTo(phone)).toBe(2);
    expect(server.log()).toContain('was not delivered');

    const STEP = 300;
    let longest = 0;
    for (
      let passed = 0, silent = 0, tried = triesTo(phone);
      passed < DAY_SECONDS - 2 * STEP;
      passed += STEP
    ) {
      server.passSeconds(STEP);
      await server.app.outbox.deliverDue();
      silent = triesTo(phone) > tried ? 0 : silent + STEP;
      tried = triesTo(phone);
      longest = Math.max(longest, silent);
    }
    expect(longest).toBeGreaterThan(3600 - 2 * STEP);
    expect(longest).toBeLessThanOrEqual(3600);
    expect(await dead()).toBe(before);

    server.passSeconds(3 * STEP);
    await server.app.outbox.deliverDue();
    expect(await dead()).toBeGreaterThan(before);
    expect(Number(await metric(server, 'outbox_messages{state="dead"}'))).toBeGreaterThan(0);
    expect(server.log()).toContain('was given up');
    expect(server.log()).not.toContain(phone.slice(1));

    isDown = false;
    server.passSeconds(DAY_SECONDS);
    await server.app.outbox.deliverDue();
    expect(noticesTo(server, phone)).toEqual([]);
  });

  it('gives up at once where no message can arrive', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    const { orm } = server.app;
    isDown = true;
    dataOf(await client.disableTwoFactor());
    await eventually(() => expect(triesTo(phone)).toBe(1));
    isDown = false;
    const [message] = await messages();
    await orm.em.fork().nativeDelete(NotifiedPhone, { id: String(message?.payload['notifiedPhoneId']) });
    server.passSeconds(11);
    await server.app.outbox.deliverDue();
    expect(await messages()).toContainEqual(
      expect.objectContaining({ id: message?.id, deadAt: expect.any(Date) }),
    );
  });

  it('forgets delivered messages and old numbers after a week', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    dataOf(await client.disableTwoFactor());
    await eventually(() => expect(noticesTo(server, phone)).toHaveLength(1));
    const em = () => server.app.orm.em.fork();
    await eventually(async () =>
      expect(await em().count(OutboxMessage, { deliveredAt: { $ne: null } })).toBeGreaterThan(0),
    );
    await server.app.retention.removeExpired();
    expect(await em().count(NotifiedPhone, { phone })).toBe(1);
    server.passSeconds(8 * DAY_SECONDS);
    await server.app.retention.removeExpired();
    expect(await em().count(NotifiedPhone)).toBe(0);
    expect(await em().count(OutboxMessage, { deliveredAt: { $ne: null } })).toBe(0);
  });
});

onServed('on a served PostgreSQL', () => {
  let database: TestDatabase;
  let wire: TcpProxy;
  let server: TestServer;

  beforeAll(async () => {
    database = await createDatabase();
    wire = await startTcpProxy(database.env['DATABASE_URL'] ?? '', 5432);
    server = await startServer({ DATABASE_URL: wire.url, DATABASE_ACQUIRE_TIMEOUT: '1s' });
  });
  afterAll(async () => {
    await server.close();
    await wire.close();
    await database.drop();
  });

  it('notice, log line and count of a change come though its commit lost its reply', async () => {
    const { client, phone } = await switchOn(server, await server.createUser());
    const count = () => metric(server, 'auth_security_events_total{type="twoFactorDisabled",reason=""}');
    const sessionsEnded = () => server.log().match(/"msg":"sessionRevoked"/g)?.length ?? 0;
    const endedBefore = sessionsEnded();
    wire.loseReplyTo('commit');
    expect(codeOf(await client.disableTwoFactor())).toBe('SERVICE_UNAVAILABLE');
    expect([await count(), server.log().includes('"msg":"twoFactorDisabled"')]).toEqual(['0', false]);

    server.passSeconds(11);
    await eventually(async () => {
      await server.app.outbox.deliverDue();
      expect(noticesTo(server, phone)).toEqual([expect.stringContaining('no longer takes a code')]);
      expect(await count()).toBe('1');
    });
    expect(server.log().match(/"msg":"twoFactorDisabled"/g)).toHaveLength(1);
    expect(sessionsEnded()).toBe(endedBefore + 1);
  });

  it('two replicas deliver a message once', async () => {
    const second = await startServer({ ...database.env });
    second.passSeconds((server.now().getTime() - second.now().getTime()) / 1000 + 1);
    const slow = () =>
      new Promise<HttpResponse>((resolve) =>
        setTimeout(() => resolve({ status: 201, headers: {}, body: '{"sid":"SM1"}' }), 300),
      );
    const requests = [server, second].map((replica) =>
      watchProvider(replica, (request) => (isNotice(request) ? slow() : undefined)),
    );
    try {
      const { client } = await switchOn(server, await server.createUser());
      dataOf(await client.disableTwoFactor());
      await Promise.all([server, second].map(({ app }) => app.outbox.deliverDue()));
      await Promise.all([server, second].map(({ app }) => app.outbox.deliverDue()));
      expect(requests.flat().filter(isNotice)).toHaveLength(1);
    } finally {
      await second.close();
    }
  });
});
