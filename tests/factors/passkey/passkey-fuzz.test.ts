import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';
import fc from 'fast-check';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { type CoseKey, requireWholeKey } from '../../../src/factors/passkey/cose-key.js';
import { Passkey } from '../../../src/factors/passkey/passkey.entity.js';
import { Session } from '../../../src/sessions/session.entity.js';
import { codeOf, dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { PASSKEY_ORIGIN, startPasskeyServer, switchOnWithPasskey } from '../../setup/factors/passkeys.js';
import type { TestServer } from '../../setup/server.js';
import { SoftwareAuthenticator } from '../../setup/factors/software-authenticator.js';

/** `PROPERTY_EFFORT=100 npm test -- passkey-fuzz` looks a hundred times as long. */
const EFFORT = Number(process.env['PROPERTY_EFFORT'] ?? 1);
const TIMEOUT_MS = 180_000 * EFFORT;

type Json = Record<string, unknown>;
type Mutation = (response: Json) => Json;

const MEMBERS = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];

/** Bytes that are nearly those that were there. */
const byteChange = fc.oneof(
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes: Buffer) => {
    const changed = Buffer.from(bytes);
    const place = at % Math.max(1, changed.length);
    if (changed.length > 0) changed.writeUInt8(changed.readUInt8(place) ^ (1 << bit), place);
    return changed;
  }),
  fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 40 })).map(([at, more]) => (bytes: Buffer) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), more, bytes.subarray(place)]);
  }),
  fc.tuple(fc.nat(), fc.nat(40)).map(([at, count]) => (bytes: Buffer) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + count)]);
  }),
  fc.uint8Array({ maxLength: 300 }).map((other) => () => Buffer.from(other)),
);

const changedBytes = fc
  .tuple(fc.constantFrom(...MEMBERS), byteChange)
  .map(([member, change]): Mutation => (sent) => {
    const response = sent['response'] as Json;
    const old = response[member];
    if (typeof old !== 'string') return sent;
    const bytes = change(Buffer.from(old, 'base64url')).toString('base64url');
    return { ...sent, response: { ...response, [member]: bytes } };
  });

/** Other members of what the browser says about the page. */
const changedClientData = fc
  .dictionary(
    fc.constantFrom('type', 'challenge', 'origin', 'crossOrigin', 'topOrigin', 'tokenBinding', '__proto__'),
    fc.jsonValue({ maxDepth: 2 }),
  )
  .map((members): Mutation => (sent) => {
    const response = sent['response'] as Json;
    const clientData = JSON.parse(
      Buffer.from(String(response['clientDataJSON']), 'base64url').toString(),
    ) as Json;
    const changed = JSON.stringify({ ...clientData, ...members });
    return { ...sent, response: { ...response, clientDataJSON: Buffer.from(changed).toString('base64url') } };
  });

/** A member that is missing, or anything. */
const changedMember = fc
  .tuple(
    fc.constantFrom('id', 'rawId', 'type', 'response', 'clientExtensionResults', ...MEMBERS, 'transports'),
    fc.oneof(fc.constant(undefined), fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' })),
  )
  .map(([member, value]): Mutation => (sent) => {
    if (member in sent) return { ...sent, [member]: value };
    return { ...sent, response: { ...(sent['response'] as Json), [member]: value } };
  });

const mutation = fc.oneof({ weight: 4, arbitrary: changedBytes }, changedClientData, changedMember);

describe('a response that was changed on its way', () => {
  let server: TestServer;
  beforeAll(async () => {
    const boundless = '1000000/10m';
    server = await startPasskeyServer({
      LIMIT_CODES_PER_ADDRESS: boundless,
      LIMIT_LOGINS_PER_USERNAME: boundless,
      LIMIT_LOGINS_PER_ADDRESS: boundless,
    });
  });
  afterEach(() => expect(server.log()).not.toContain('"level":50'));
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();
  const refusals = (type: SecurityEvent['type']) =>
    em().count(SecurityEvent, { type, reason: 'wrongPasskey' });

  it(
    'stores no passkey, or one that is whole',
    async () => {
      const newcomer = async () => {
        const user = await server.createUser();
        return { user: user.user, ...(await signIn(server, user)) };
      };
      let owner = await newcomer();
      await fc.assert(
        fc.asyncProperty(mutation, async (mutate) => {
          const { user, client } = owner;
          const before = await refusals('codeRejected');
          const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
          const sent = new SoftwareAuthenticator(PASSKEY_ORIGIN).create(options);
          const code = codeOf(await client.confirmPasskey(enrollment, mutate({ ...sent })));
          const stored = await em().find(Passkey, { authenticator: { user: { id: user.id } } });
          // Nothing signs an attestation, so another model or a further member of the client data may pass.
          for (const { publicKey } of stored) requireWholeKey(keyOf(publicKey));
          expect([undefined, 'INVALID_PASSKEY']).toContain(code);
          expect(stored).toHaveLength(code === undefined ? 1 : 0);
          expect((await refusals('codeRejected')) - before).toBe(code === undefined ? 0 : 1);
          // A new passkey ended the session.
          if (code === undefined) owner = await newcomer();
        }),
        { numRuns: 75 * EFFORT },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'signs nobody in with other data than the passkey signed',
    async () => {
      const { authenticator } = await switchOnWithPasskey(server, await server.createUser());
      const client = server.client();
      await fc.assert(
        fc.asyncProperty(mutation, async (mutate) => {
          const { challenge, options } = dataOf(await client.requestPasskey()).requestPasskey;
          const sent = authenticator.get(options);
          const changed = mutate({ ...sent });
          const [sessions, before] = [await em().count(Session), await refusals('signInRefused')];
          const code = codeOf(await client.verifyPasskey(challenge, changed));
          if (code === undefined) expect(signedOf(changed)).toEqual(signedOf(sent));
          else expect(code).toBe('INVALID_PASSKEY');
          expect((await em().count(Session)) - sessions).toBe(code === undefined ? 1 : 0);
          expect((await refusals('signInRefused')) - before).toBe(code === undefined ? 0 : 1);
        }),
        { numRuns: 150 * EFFORT },
      );
      const { challenge, options } = dataOf(await client.requestPasskey()).requestPasskey;
      dataOf(await client.verifyPasskey(challenge, authenticator.get(options)));
    },
    TIMEOUT_MS,
  );
});

function keyOf(publicKey: string): CoseKey {
  const bytes = new Uint8Array(Buffer.from(publicKey, 'base64url'));
  return decodeCredentialPublicKey(bytes) as unknown as CoseKey;
}

/** What the signature is over, and whose it is. */
function signedOf(sent: Json): unknown[] {
  const { clientDataJSON, authenticatorData, userHandle } = sent['response'] as Record<string, string>;
  return [sent['id'], ...[clientDataJSON, authenticatorData, userHandle].map(toBytes)];
}

function toBytes(base64url = ''): Buffer {
  return Buffer.from(base64url, 'base64url');
}
