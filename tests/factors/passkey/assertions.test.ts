import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { User } from '../../../src/accounts/user.entity.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { Passkey } from '../../../src/factors/passkey/passkey.entity.js';
import { Session } from '../../../src/sessions/session.entity.js';
import { type Client, codeOf, dataOf, extensionsOf, type PasskeyRequest } from '../../setup/client.js';
import {
  addPasskey,
  startPasskeyServer,
  switchOnWithPasskey,
  waitingForPasskey,
} from '../../setup/factors/passkeys.js';
import type { TestServer } from '../../setup/server.js';
import type {
  AuthenticatorResponse,
  Device,
  SoftwareAuthenticator,
} from '../../setup/factors/software-authenticator.js';

/** What a browser sends. */
type Sent = ReturnType<SoftwareAuthenticator['get']>;
type Member = 'clientDataJSON' | 'authenticatorData' | 'signature';

/** Somebody whose passkey is asked for. */
interface Asked {
  readonly userId: string;
  readonly authenticator: SoftwareAuthenticator;
  readonly client: Client;
  readonly ask: () => ReturnType<Client['requestPasskey']>;
}

const WAYS = ['as the second factor', 'for a step-up', 'without a password'] as const;
type Way = (typeof WAYS)[number];

describe('the response of a passkey', () => {
  let server: TestServer;
  beforeAll(async () => {
    const boundless = '100000/10m';
    server = await startPasskeyServer({
      LIMIT_CODES_PER_ADDRESS: boundless,
      LIMIT_CODES_PER_USER: boundless,
    });
  });
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();

  async function asked(way: Way, device?: Device): Promise<Asked> {
    const { challenge, client, signedIn, authenticator, user } = await waitingForPasskey(server, device);
    const one = { userId: user.user.id, authenticator };
    if (way === 'without a password') return { ...one, client, ask: () => client.requestPasskey() };
    if (way === 'as the second factor')
      return { ...one, client, ask: () => client.requestPasskey(challenge) };
    const stepUp = dataOf(await signedIn.requestStepUp()).requestStepUp;
    return { ...one, client: signedIn, ask: () => signedIn.requestPasskey(stepUp.challenge) };
  }

  async function send({ client, ask }: Asked, respond: (request: PasskeyRequest) => unknown) {
    const request = dataOf(await ask()).requestPasskey;
    return client.verifyPasskey(request.challenge, respond(request));
  }

  /** What a refused response must leave as it is. */
  async function stateOf(userId: string) {
    const passkeys = await em().find(
      Passkey,
      { authenticator: { user: { id: userId } } },
      { populate: ['authenticator'] },
    );
    return {
      sessions: await em().find(Session, { user: userId }, { fields: ['id', 'amr', 'authenticatedAt'] }),
      passkeys: passkeys.map(({ counter, isBackedUp, authenticator }) => [
        ...[counter, isBackedUp, authenticator.getEntity().lastUsedAt],
      ]),
    };
  }

  /** Nobody else is at the address of a client. */
  const logged = async ({ client }: Asked) => {
    const events = await em().find(
      SecurityEvent,
      { ipAddress: client.address },
      { orderBy: { occurredAt: 'asc', id: 'asc' } },
    );
    return events.map(({ type, reason }) => [type, reason]);
  };

  /** A stable code, nothing changed, and the refusal as the last line of the log. */
  async function refuses(way: Way, one: Asked, respond: (request: PasskeyRequest) => unknown) {
    const before = await stateOf(one.userId);
    const refused = await send(one, respond);
    expect(codeOf(refused)).toBe('INVALID_PASSKEY');
    const alone = way === 'without a password';
    expect(extensionsOf(refused)?.attemptsLeft).toBe(alone ? undefined : 4);
    expect(await stateOf(one.userId)).toEqual(before);
    const line = alone ? ['signInRefused', 'wrongPasskey'] : ['codeRejected', 'rejected'];
    expect((await logged(one)).at(-1)).toEqual(line);
  }

  const FORGED: [string, Partial<AuthenticatorResponse>][] = [
    ['for another origin', { origin: 'https://auth.test.evil.example' }],
    ['for an origin without encryption', { origin: 'http://auth.test' }],
    ['for another domain', { rpId: 'evil.example' }],
    ['for another challenge', { challenge: 'A'.repeat(43) }],
    ['of an enrollment', { type: 'webauthn.create' }],
    ['of a type that nobody knows', { type: 'payment.get' }],
    ['of a frame in a page of another site', { crossOrigin: true }],
    ['of a frame that names the page around it', { topOrigin: 'https://evil.example' }],
    ['of nobody who was there', { isPresent: false }],
    ['of a passkey that is suddenly synced', { isSynced: true }],
    ['of a passkey that is backed up, though it may not be', { isBackedUp: true }],
    ['that names another user', { userHandle: 'A'.repeat(43) }],
  ];

  describe.each(WAYS)('%s', (way) => {
    it.each(FORGED)('%s is refused', async (_case, forged) => {
      const one = await asked(way);
      await refuses(way, one, ({ options }) => one.authenticator.get(options, forged));
    });

    it('is refused of a synced passkey that suddenly is not', async () => {
      const one = await asked(way, { isSynced: true });
      await refuses(way, one, ({ options }) => one.authenticator.get(options, { isSynced: false }));
    });

    it('is refused with a signature over something else', async () => {
      for (const member of ['clientDataJSON', 'authenticatorData', 'signature'] as const) {
        const one = await asked(way);
        await refuses(way, one, ({ options }) => flipped(one.authenticator.get(options), member));
      }
    });

    it('is refused where the signature counter of a single device goes back', async () => {
      for (const counter of [5, 4, 0]) {
        const one = await asked(way, { counts: true });
        await em().nativeUpdate(Passkey, { authenticator: { user: { id: one.userId } } }, { counter: 5n });
        await refuses(way, one, ({ options }) => one.authenticator.get(options, { counter }));
        expect(await logged(one)).toContainEqual(['passkeyCounterBack', null]);
      }
    });

    it('is taken where the counter of a synced passkey goes back, and the log has it', async () => {
      const one = await asked(way, { counts: true, isSynced: true });
      await em().nativeUpdate(Passkey, { authenticator: { user: { id: one.userId } } }, { counter: 5n });
      dataOf(await send(one, ({ options }) => one.authenticator.get(options, { counter: 4 })));
      expect(await logged(one)).toContainEqual(['passkeyCounterBack', null]);
    });

    it('is refused a second time, and the log has it', async () => {
      const one = await asked(way);
      const { challenge, options } = dataOf(await one.ask()).requestPasskey;
      const sent = one.authenticator.get(options);
      dataOf(await one.client.verifyPasskey(challenge, sent));
      const before = await stateOf(one.userId);
      expect(codeOf(await one.client.verifyPasskey(challenge, sent))).toBe('CHALLENGE_EXPIRED');
      expect(await stateOf(one.userId)).toEqual(before);
      const type = way === 'without a password' ? 'signInRefused' : 'codeRejected';
      expect((await logged(one)).at(-1)).toEqual([type, 'expired']);
    });

    it('is refused as a response to the next challenge', async () => {
      const one = await asked(way);
      const { options: first } = dataOf(await one.ask()).requestPasskey;
      await refuses(way, one, () => one.authenticator.get(first));
    });

    it('is refused in a form that no browser sends', async () => {
      for (const form of FORMS) {
        const one = await asked(way);
        await refuses(way, one, ({ options }) => form(one.authenticator.get(options)));
      }
    });

    it('is refused of a passkey that nobody knows', async () => {
      const one = await asked(way);
      const sent = await send(one, ({ options }) => {
        return { ...one.authenticator.get(options), ...idOf('B'.repeat(43)) };
      });
      expect(codeOf(sent)).toBe('INVALID_PASSKEY');
    });

    it('is refused with the passkey of another user', async () => {
      const [one, other] = [await asked(way), await switchOnWithPasskey(server, await server.createUser())];
      const [own, theirs] = [one.authenticator, other.authenticator];
      const before = await stateOf(one.userId);
      const swapped = await send(one, ({ options }) => ({ ...own.get(options), ...idOf(theirs.newestId()) }));
      expect(codeOf(swapped)).toBe('INVALID_PASSKEY');
      expect(await stateOf(one.userId)).toEqual(before);
    });
  });

  it('is refused once another request took the place of its own', async () => {
    const one = await asked('as the second factor');
    const { challenge, options } = dataOf(await one.ask()).requestPasskey;
    await one.ask();
    const late = await one.client.verifyPasskey(challenge, one.authenticator.get(options));
    expect(codeOf(late)).toBe('INVALID_PASSKEY');
  });

  it('of another user is refused as a second factor', async () => {
    const one = await asked('as the second factor');
    const { authenticator } = await switchOnWithPasskey(server, await server.createUser());
    await refuses('as the second factor', one, ({ options: { challenge, rpId, ...others } }) => {
      return authenticator.get({
        challenge,
        rpId,
        ...others,
        allowCredentials: [{ id: authenticator.newestId() }],
      });
    });
  });

  it('without user verification signs nobody in without the password', async () => {
    const one = await asked('without a password');
    await refuses('without a password', one, ({ options }) => {
      return one.authenticator.get(options, { verifiesUser: false });
    });
  });

  it('without the name of its user signs nobody in without the password', async () => {
    const one = await asked('without a password');
    await refuses('without a password', one, ({ options }) => {
      return one.authenticator.get(options, { userHandle: null });
    });
  });

  it.each<Member>(['clientDataJSON', 'authenticatorData', 'signature'])(
    'is refused when its %s is cut off at any byte',
    async (member) => {
      const one = await asked('without a password');
      const before = await stateOf(one.userId);
      const { options } = dataOf(await one.ask()).requestPasskey;
      const whole = Buffer.from(one.authenticator.get(options).response[member], 'base64url').length;
      // Two bytes below: signatures differ in length.
      for (let length = 0; length < whole - 2; length++) {
        const sent = await send(one, (own) => cut(one.authenticator.get(own.options), member, length));
        expect(codeOf(sent)).toBe('INVALID_PASSKEY');
      }
      expect(await stateOf(one.userId)).toEqual(before);
    },
  );

  it('of a removed passkey is refused, also to a challenge from before', async () => {
    const { client, authenticator, id } = await switchOnWithPasskey(server, await server.createUser());
    const { client: guarded } = await addPasskey(client);
    const stranger = server.client();
    const { challenge, options } = dataOf(await stranger.requestPasskey()).requestPasskey;
    dataOf(await guarded.removeAuthenticator(id));
    const sent = await stranger.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(sent)).toBe('INVALID_PASSKEY');
  });

  it('to a sign-in that a change of factors ended is refused', async () => {
    const { challenge, client, signedIn, authenticator } = await waitingForPasskey(server);
    const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    await addPasskey(signedIn);
    const sent = await client.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(sent)).toBe('CHALLENGE_EXPIRED');
  });

  it('of a user who is not active signs nobody in', async () => {
    const one = await asked('without a password');
    await em().nativeUpdate(User, { id: one.userId }, { isActive: false });
    await refuses('without a password', one, ({ options }) => one.authenticator.get(options));
  });

  it('signs nobody in while the second factor is locked', async () => {
    const one = await asked('without a password');
    await em().nativeUpdate(User, { id: one.userId }, { wrongCodesInRow: 100 });
    const before = await stateOf(one.userId);
    expect(codeOf(await send(one, ({ options }) => one.authenticator.get(options)))).toBe('FORBIDDEN');
    expect(await stateOf(one.userId)).toEqual(before);
    expect((await logged(one)).at(-1)).toEqual(['signInRefused', 'secondFactorLocked']);
  });

  it('has five tries on one sign-in', async () => {
    const one = await asked('as the second factor');
    const { challenge, options } = dataOf(await one.ask()).requestPasskey;
    expect(codeOf(await one.client.verifyPasskey(challenge, {}))).toBe('INVALID_PASSKEY');
    for (let tries = 1; tries < 5; tries++)
      expect(codeOf(await send(one, () => ({})))).toBe('INVALID_PASSKEY');
    expect(codeOf(await one.ask())).toBe('CHALLENGE_EXPIRED');
    const late = await one.client.verifyPasskey(challenge, one.authenticator.get(options));
    expect(codeOf(late)).toBe('CHALLENGE_EXPIRED');
  });

  it('that is no object is refused, and its challenge stays', async () => {
    const one = await asked('without a password');
    const { challenge, options } = dataOf(await one.ask()).requestPasskey;
    for (const value of [null, 'text', 7, true, []])
      expect(codeOf(await one.client.verifyPasskey(challenge, value))).toBe('BAD_USER_INPUT');
    dataOf(await one.client.verifyPasskey(challenge, one.authenticator.get(options)));
  });
});

const LONG = 'A'.repeat(10_000);

const FORMS: ((sent: Sent) => unknown)[] = [
  () => ({}),
  ({ response }) => response,
  (sent) => ({ ...sent, type: 'password' }),
  (sent) => ({ ...sent, rawId: sent.rawId.slice(1) }),
  (sent) => ({ ...sent, response: [] }),
  (sent) => ({ ...sent, response: { ...sent.response, userHandle: 7 } }),
  (sent) => ({ ...sent, response: { ...sent.response, userHandle: LONG } }),
  (sent) => ({ ...sent, response: { ...sent.response, signature: undefined } }),
  (sent) => ({ ...sent, response: { ...sent.response, signature: 'not base64url!' } }),
  (sent) => ({ ...sent, response: { ...sent.response, signature: LONG } }),
  (sent) => ({ ...sent, response: { ...sent.response, authenticatorData: LONG } }),
  (sent) => ({ ...sent, response: { ...sent.response, clientDataJSON: LONG } }),
  (sent) => ({ ...sent, response: { ...sent.response, clientDataJSON: 'bnVsbA' } }),
];

const idOf = (id: string) => ({ id, rawId: id });

function changed(sent: Sent, member: Member, change: (bytes: Buffer) => Buffer): Sent {
  const bytes = change(Buffer.from(sent.response[member], 'base64url'));
  return { ...sent, response: { ...sent.response, [member]: bytes.toString('base64url') } };
}

/** The response with one other bit: in the counter of its data, in the end of its signature, in a space of its JSON. */
function flipped(sent: Sent, member: Member): Sent {
  return changed(sent, member, (bytes) => {
    if (member === 'clientDataJSON') return Buffer.concat([bytes, Buffer.from(' ')]);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    return bytes;
  });
}

/** The response without the end of one member. */
function cut(sent: Sent, member: Member, length: number): Sent {
  return changed(sent, member, (bytes) => bytes.subarray(0, length));
}
