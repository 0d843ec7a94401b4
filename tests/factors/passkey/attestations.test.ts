import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Passkey } from '../../../src/factors/passkey/passkey.entity.js';
import { type Client, codeOf, dataOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { PASSKEY_ORIGIN, startPasskeyServer } from '../../setup/passkeys.js';
import type { TestServer } from '../../setup/server.js';
import {
  type CreationOptions,
  type Device,
  SoftwareAuthenticator,
} from '../../setup/software-authenticator.js';

/** What a browser sends. */
type Sent = ReturnType<SoftwareAuthenticator['create']>;

describe('the answer to a new passkey', () => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startPasskeyServer();
    ({ client } = await signIn(server, await server.createUser()));
  });
  afterAll(() => server.close());

  const stored = () => server.app.orm.em.fork().count(Passkey);

  /** Starts an enrollment, and sends what is made of its options. */
  async function confirm(answer: (options: CreationOptions) => unknown) {
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    return client.confirmPasskey(enrollment, answer(options));
  }

  async function refuses(answer: (options: CreationOptions) => unknown): Promise<void> {
    expect(codeOf(await confirm(answer))).toBe('INVALID_PASSKEY');
  }

  const made = (options: CreationOptions, device?: Device) =>
    new SoftwareAuthenticator(PASSKEY_ORIGIN, device).create(options);

  it.each<Device>([{ algorithm: 'ES256' }, { algorithm: 'EdDSA' }])(
    'of %j is refused when it is cut off at any byte, and nothing is stored',
    async (device) => {
      const { options } = dataOf(await client.startPasskey()).startPasskey;
      const { attestationObject } = made(options, device).response;
      const bytes = Buffer.from(attestationObject, 'base64url').length;
      for (let length = 0; length < bytes; length++)
        await refuses((own) => cut(made(own, device), 'attestationObject', length));
      expect(await stored()).toBe(0);
    },
  );
});

/** The answer without the end of one member. */
function cut(sent: Sent, member: 'attestationObject' | 'clientDataJSON', length: number): Sent {
  const whole = Buffer.from(sent.response[member], 'base64url');
  return {
    ...sent,
    response: { ...sent.response, [member]: whole.subarray(0, length).toString('base64url') },
  };
}
