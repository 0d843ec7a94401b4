import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { Passkey } from '../../../src/factors/passkey/passkey.entity.js';
import { type Client, codeOf, dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { addPasskey, PASSKEY_ORIGIN, startPasskeyServer } from '../../setup/factors/passkeys.js';
import type { TestServer, TestUser } from '../../setup/server.js';
import {
  type CreationOptions,
  type Device,
  type ForgedAttestation,
  SoftwareAuthenticator,
} from '../../setup/factors/software-authenticator.js';

/** What a browser sends. */
type Sent = ReturnType<SoftwareAuthenticator['create']>;

describe('the response to a new passkey', () => {
  let server: TestServer;
  let user: TestUser;
  let client: Client;
  beforeAll(async () => {
    server = await startPasskeyServer({ LIMIT_CODES_PER_ADDRESS: '1000/10m' });
  });
  beforeEach(async () => {
    user = await server.createUser();
    ({ client } = await signIn(server, user));
  });
  afterAll(() => server.close());

  const stored = () =>
    server.app.orm.em.fork().count(Passkey, { authenticator: { user: { id: user.user.id } } });
  const logged = (reason = 'wrongPasskey') =>
    server.app.orm.em.fork().count(SecurityEvent, { userId: user.user.id, type: 'codeRejected', reason });

  const made = (options: CreationOptions, forged?: ForgedAttestation, device?: Device) =>
    new SoftwareAuthenticator(PASSKEY_ORIGIN, device).create(options, forged);

  /** Starts an enrollment, and sends what is made of its options. */
  async function confirm(respond: (options: CreationOptions) => unknown) {
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    return client.confirmPasskey(enrollment, respond(options));
  }

  /** A stable code, nothing stored, and a line in the log for each. */
  async function refuses(...responders: ((options: CreationOptions) => unknown)[]): Promise<void> {
    const before = await logged();
    for (const respond of responders) expect(codeOf(await confirm(respond))).toBe('INVALID_PASSKEY');
    expect(await stored()).toBe(0);
    expect(await logged()).toBe(before + responders.length);
  }

  /** As `refuses`, for a response whose member ends after any number of bytes. */
  async function refusesCut(member: Member, device?: Device): Promise<void> {
    const { options } = dataOf(await client.startPasskey()).startPasskey;
    const whole = Buffer.from(made(options, {}, device).response[member], 'base64url').length;
    await refuses(
      ...Array.from({ length: whole }, (_none, length) => (own: CreationOptions) => {
        return cut(made(own, {}, device), member, length);
      }),
    );
  }

  it.each<[string, ForgedAttestation]>([
    ['for another origin', { origin: 'https://auth.test.evil.example' }],
    ['for an origin without encryption', { origin: 'http://auth.test' }],
    ['for another port', { origin: 'https://auth.test:8443' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['for another challenge', { challenge: 'A'.repeat(43) }],
    ['of a sign-in', { type: 'webauthn.get' }],
    ['of a type that nobody knows', { type: 'payment.get' }],
    ['of a frame in a page of another site', { crossOrigin: true }],
    ['of a frame that names the page around it', { topOrigin: 'https://evil.example' }],
    ['of nobody who was there', { isPresent: false }],
    ['backed up, though it may not be', { isSynced: false, isBackedUp: true }],
    ['with a key of another algorithm', { key: (cose) => cose.set(3, -36) }],
    ['with a key that has more members', { key: (cose) => cose.set(2, Buffer.alloc(1000)) }],
    ['without a key', { key: () => new Map() }],
    ['with a key that is no map', { key: () => [1, 2] }],
  ])('%s is refused', async (_case, forged) => {
    await refuses((options) => made(options, forged));
  });

  it('is refused in a form that no browser sends', async () => {
    const forms: ((sent: Sent) => unknown)[] = [
      () => ({}),
      ({ response }) => response,
      (sent) => ({ ...sent, type: 'password' }),
      (sent) => ({ ...sent, id: `${sent.id.slice(1)}A`, rawId: `${sent.id.slice(1)}A` }),
      (sent) => ({ ...sent, rawId: sent.rawId.slice(1) }),
      (sent) => ({ ...sent, response: null }),
      (sent) => ({ ...sent, response: [] }),
      (sent) => ({ ...sent, response: { ...sent.response, clientDataJSON: undefined } }),
      (sent) => ({ ...sent, response: { ...sent.response, clientDataJSON: base64url('null') } }),
      (sent) => ({ ...sent, response: { ...sent.response, clientDataJSON: { length: 3 } } }),
      (sent) => ({ ...sent, response: { ...sent.response, attestationObject: 'not base64url!' } }),
      (sent) => ({ ...sent, response: { ...sent.response, attestationObject: base64url('\xa0') } }),
    ];
    await refuses(...forms.map((form) => (options: CreationOptions) => form(made(options))));
  });

  it('is refused when it is no object', async () => {
    for (const value of [null, 'text', 7, true, []])
      expect(codeOf(await confirm(() => value))).toBe('BAD_USER_INPUT');
    expect(await stored()).toBe(0);
  });

  it('is refused when it is longer than any passkey makes it', async () => {
    const long = 'A'.repeat(40_000);
    await refuses((options) => ({ ...made(options), id: long.slice(20_000), rawId: long.slice(20_000) }));
    for (const member of ['attestationObject', 'clientDataJSON'])
      await refuses((options) => {
        const sent = made(options);
        return { ...sent, response: { ...sent.response, [member]: long } };
      });
  });

  it('is refused when it nests deeper than any passkey', async () => {
    const nested = Buffer.alloc(24_000, 0x81);
    await refuses((options) => {
      const sent = made(options);
      return { ...sent, response: { ...sent.response, attestationObject: nested.toString('base64url') } };
    });
  });

  it.each<Device>([{ algorithm: 'ES256' }, { algorithm: 'EdDSA' }])(
    'of %j is refused when its attestation is cut off at any byte',
    (device) => refusesCut('attestationObject', device),
  );

  it('is refused when its client data are cut off at any byte', () => refusesCut('clientDataJSON'));

  it('is refused a second time, also as a response to the next challenge', async () => {
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    const sent = made(options);
    const { access } = dataOf(await client.confirmPasskey(enrollment, sent)).confirmPasskey;
    client = client.as(access);
    expect(codeOf(await client.confirmPasskey(enrollment, sent))).toBe('CHALLENGE_EXPIRED');
    expect(await logged('expired')).toBe(1);
    expect(codeOf(await confirm(() => sent))).toBe('INVALID_PASSKEY');
    expect(await stored()).toBe(1);
  });

  it('is refused after one that was wrong', async () => {
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    expect(codeOf(await client.confirmPasskey(enrollment, {}))).toBe('INVALID_PASSKEY');
    expect(codeOf(await client.confirmPasskey(enrollment, made(options)))).toBe('CHALLENGE_EXPIRED');
    expect(await stored()).toBe(0);
  });

  it('of another user is refused, and so is an enrollment of another user', async () => {
    const { client: other } = await signIn(server, await server.createUser());
    const theirs = dataOf(await other.startPasskey()).startPasskey;
    const sent = made(theirs.options);
    expect(codeOf(await client.confirmPasskey(theirs.enrollment, sent))).toBe('CHALLENGE_EXPIRED');
    await refuses(() => sent);
    dataOf(await other.confirmPasskey(theirs.enrollment, sent));
  });

  it('is refused where somebody has the same passkey already', async () => {
    const { client: other } = await signIn(server, await server.createUser());
    const { authenticator } = await addPasskey(other);
    await refuses((options) => authenticator.create(options, { credentialId: authenticator.newestId() }));
  });

  it('is no longer checked past the limit of the address, and the log gets one line of that', async () => {
    const strict = await startPasskeyServer({ LIMIT_CODES_PER_ADDRESS: '2/10m' });
    try {
      const owner = await strict.createUser();
      const { client: one } = await signIn(strict, owner);
      const codes: (string | undefined)[] = [];
      for (let count = 0; count < 5; count++) {
        const { enrollment } = dataOf(await one.startPasskey()).startPasskey;
        codes.push(codeOf(await one.confirmPasskey(enrollment, {})));
      }
      const [wrong, limited] = ['INVALID_PASSKEY', 'RATE_LIMITED'];
      expect(codes).toEqual([wrong, wrong, limited, limited, limited]);
      const events = await strict.app.orm.em
        .fork()
        .find(SecurityEvent, { userId: owner.user.id, type: 'codeRejected' }, { orderBy: { id: 'asc' } });
      expect(events.map(({ reason }) => reason)).toEqual(['wrongPasskey', 'wrongPasskey', 'rateLimited']);
    } finally {
      await strict.close();
    }
  });
});

const base64url = (text: string) => Buffer.from(text, 'latin1').toString('base64url');

type Member = 'attestationObject' | 'clientDataJSON';

/** The response without the end of one member. */
function cut(sent: Sent, member: Member, length: number): Sent {
  const whole = Buffer.from(sent.response[member], 'base64url');
  return {
    ...sent,
    response: { ...sent.response, [member]: whole.subarray(0, length).toString('base64url') },
  };
}
