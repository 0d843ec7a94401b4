import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { codeOf, dataOf, extensionsOf, pairOf, requiredOf, secondsUnused } from '../../setup/client.js';
import { addApp } from '../../setup/factors/authenticator-app.js';
import { signIn } from '../../setup/flows.js';
import {
  addPasskey,
  PASSKEY_ORIGIN,
  startPasskeyServer,
  switchOnWithPasskey,
  waitingForPasskey,
} from '../../setup/factors/passkeys.js';
import { startServer, type TestServer } from '../../setup/server.js';
import { type Device, SoftwareAuthenticator } from '../../setup/factors/software-authenticator.js';

const amrOf = (access: string) => decodeJwt(access)['amr'];

describe('a passkey', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startPasskeyServer()));
  afterAll(() => server.close());

  it('becomes the second factor, and signs in', async () => {
    const { challenge, client, authenticator, ...required } = await waitingForPasskey(server);
    expect(required).toMatchObject({
      message: 'Confirm with your passkey.',
      delivery: null,
      methods: [{ __typename: 'PasskeyMethod', kind: 'PASSKEY' }],
    });
    const request = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    expect(request.challenge).toBe(challenge);
    expect(request.options).toMatchObject({ rpId: 'auth.test', userVerification: 'preferred' });
    expect(request.options.allowCredentials).toHaveLength(1);
    server.passSeconds(60);
    const response = await client.verifyPasskey(challenge, authenticator.get(request.options));
    const { access } = pairOf(dataOf(response).verifyPasskey);
    const { me } = dataOf(await client.as(access).authenticators());
    expect(me).toMatchObject({
      twoFactorEnabled: true,
      preferredTwoFactorMethod: 'PASSKEY',
      authenticators: [
        {
          ...{ __typename: 'Passkey', name: 'Passkey', isSynced: false, transports: ['usb'] },
          aaguid: '07070707-0707-0707-0707-070707070707',
        },
      ],
    });
    expect(secondsUnused(me)).toBeGreaterThanOrEqual(60);
  });

  it.each([
    [{ isSynced: false, verifiesUser: true }, ['pwd', 'hwk', 'user', 'mfa']],
    [{ isSynced: false, verifiesUser: false }, ['pwd', 'hwk', 'mfa']],
    [{ isSynced: true, verifiesUser: true }, ['pwd', 'swk', 'user', 'mfa']],
    [{ isSynced: true, verifiesUser: false }, ['pwd', 'swk', 'mfa']],
  ])('says in the token what it proved: %j', async (device, amr) => {
    const { challenge, client, authenticator } = await waitingForPasskey(server, device);
    const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    const { verifyPasskey } = dataOf(await client.verifyPasskey(challenge, authenticator.get(options)));
    expect(amrOf(verifyPasskey.access)).toEqual(amr);
  });

  it.each<Device>([{ algorithm: 'ES256' }, { algorithm: 'EdDSA' }, { algorithm: 'RS256' }])(
    'signs in with a key of any algorithm that is asked for: %j',
    async (device) => {
      const { challenge, client, authenticator } = await waitingForPasskey(server, device);
      const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
      dataOf(await client.verifyPasskey(challenge, authenticator.get(options)));
    },
  );

  it('is asked for with what keeps its user and its maker unknown', async () => {
    const user = await server.createUser();
    const { client } = await signIn(server, user);
    const first = dataOf(await client.startPasskey()).startPasskey.options;
    expect(first).toMatchObject({
      rp: { id: 'auth.test', name: 'graphql-two-factor-auth' },
      user: { name: user.username },
      attestation: 'none',
      excludeCredentials: [],
      authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
    });
    expect(first.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -8, -257]);
    expect(Buffer.from(first.user.id, 'base64url')).toHaveLength(32);
    const { client: guarded } = await addPasskey(client);
    const second = dataOf(await guarded.startPasskey()).startPasskey.options;
    expect(second.user.id).toBe(first.user.id);
    expect(second.challenge).not.toBe(first.challenge);
    expect(second.excludeCredentials).toHaveLength(1);
  });

  it('signs in without a password', async () => {
    const { authenticator } = await switchOnWithPasskey(server, await server.createUser(), {
      isSynced: true,
    });
    const client = server.client();
    const { challenge, options } = dataOf(await client.requestPasskey()).requestPasskey;
    expect(options).not.toHaveProperty('allowCredentials');
    expect(options.userVerification).toBe('required');
    const { verifyPasskey } = dataOf(await client.verifyPasskey(challenge, authenticator.get(options)));
    expect(amrOf(verifyPasskey.access)).toEqual(['swk', 'user', 'mfa']);
    expect(decodeJwt(verifyPasskey.access)['acr']).toBe('aal2');
  });

  it('without user verification is one factor, and needs the password', async () => {
    const user = await server.createUser();
    const { authenticator } = await switchOnWithPasskey(server, user, { verifiesUser: false });
    const client = server.client();
    const { challenge, options } = dataOf(await client.requestPasskey()).requestPasskey;
    const response = await client.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(response)).toBe('INVALID_PASSKEY');
  });

  it('confirms a session, which stays the same', async () => {
    const { signedIn, authenticator } = await waitingForPasskey(server);
    server.passSeconds(290);
    const { challenge } = dataOf(await signedIn.requestStepUp()).requestStepUp;
    server.passSeconds(20);
    expect(codeOf(await signedIn.startPasskey())).toBe('REAUTHENTICATION_REQUIRED');
    const { options } = dataOf(await signedIn.requestPasskey(challenge)).requestPasskey;
    const { verifyPasskey } = dataOf(await signedIn.verifyPasskey(challenge, authenticator.get(options)));
    dataOf(await signedIn.as(verifyPasskey.access).startPasskey());
    const { me } = dataOf(await signedIn.as(verifyPasskey.access).sessions());
    expect(me.sessions).toHaveLength(1);
  });

  it('confirms no session of somebody else', async () => {
    const { signedIn, authenticator } = await waitingForPasskey(server);
    const { client: other } = await signIn(server, await server.createUser());
    const { challenge } = dataOf(await signedIn.requestStepUp()).requestStepUp;
    for (const stranger of [server.client(), other])
      expect(codeOf(await stranger.requestPasskey(challenge))).toBe('UNAUTHENTICATED');
    const { options } = dataOf(await signedIn.requestPasskey(challenge)).requestPasskey;
    const response = await other.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(response)).toBe('UNAUTHENTICATED');
  });

  it('is used beside an app: either one signs in', async () => {
    const user = await server.createUser();
    const { client: guarded, authenticator } = await switchOnWithPasskey(server, user);
    const { app } = await addApp(server, guarded);
    const client = server.client();
    const login = async () =>
      requiredOf(dataOf(await client.obtainToken(user.username, user.password)).obtainToken);
    const first = await login();
    expect(first.methods.map(({ kind }) => kind)).toEqual(['PASSKEY', 'AUTHENTICATOR_APP']);
    const typed = { challenge: first.challenge, token: app.codeAt(server.now()), kind: 'AUTHENTICATOR_APP' };
    dataOf(await client.verifyTwoFactorToken(typed));
    const { challenge } = await login();
    const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    dataOf(await client.verifyPasskey(challenge, authenticator.get(options)));
  });

  it('gives one session for twenty right responses at once', async () => {
    const { challenge, client, authenticator } = await waitingForPasskey(server);
    const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    const response = authenticator.get(options);
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => client.verifyPasskey(challenge, response)),
    );
    const codes = responses.map(codeOf);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'CHALLENGE_EXPIRED')).toHaveLength(19);
  });

  it('gives one session for twenty right responses without a password at once', async () => {
    const { authenticator } = await switchOnWithPasskey(server, await server.createUser());
    const client = server.client();
    const { challenge, options } = dataOf(await client.requestPasskey()).requestPasskey;
    const response = authenticator.get(options);
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => client.verifyPasskey(challenge, response)),
    );
    expect(responses.filter((response) => codeOf(response) === undefined)).toHaveLength(1);
  });

  it('can be named, listed and removed, and then signs nobody in', async () => {
    const user = await server.createUser();
    const { client: one, authenticator, id } = await switchOnWithPasskey(server, user);
    const { client } = await addPasskey(one, {}, ' Key ring ');
    const { me } = dataOf(await client.authenticators());
    expect(me.authenticators.map(({ name }) => name)).toEqual(['Passkey', 'Key ring']);
    dataOf(await client.removeAuthenticator(id));
    const stranger = server.client();
    const { challenge, options } = dataOf(await stranger.requestPasskey()).requestPasskey;
    const response = await stranger.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(response)).toBe('INVALID_PASSKEY');
  });

  it('is one of twenty at most', async () => {
    let { client } = await signIn(server, await server.createUser());
    for (let count = 0; count < 20; count++) ({ client } = await addPasskey(client));
    expect(codeOf(await client.startPasskey())).toBe('AUTHENTICATOR_LIMIT');
  });

  it('is offered only by a server that it works on', async () => {
    const methodsOf = async (one: TestServer) => {
      const { data } = await one
        .client()
        .query<{ signInOptions: { methods: string[] } }>('{ signInOptions { methods } }');
      return data?.signInOptions.methods;
    };
    expect(await methodsOf(server)).toContain('PASSKEY');
    const plain = await startServer();
    try {
      expect(await methodsOf(plain)).not.toContain('PASSKEY');
      const { client } = await signIn(plain, await plain.createUser());
      expect(codeOf(await client.startPasskey())).toBe('FORBIDDEN');
      expect(codeOf(await plain.client().requestPasskey())).toBe('FORBIDDEN');
      expect(codeOf(await plain.client().verifyPasskey('x', {}))).toBe('FORBIDDEN');
    } finally {
      await plain.close();
    }
  });

  it('of an app that holds none is not asked for', async () => {
    const user = await server.createUser();
    const { client: signedIn } = await signIn(server, user);
    await addApp(server, signedIn);
    const client = server.client();
    const { challenge } = requiredOf(
      dataOf(await client.obtainToken(user.username, user.password)).obtainToken,
    );
    expect(codeOf(await client.requestPasskey(challenge))).toBe('FORBIDDEN');
  });

  it('can be set up by a session that may only enroll', async () => {
    const strict = await startPasskeyServer({ TWO_FACTOR_POLICY: 'required' });
    try {
      const { client } = await signIn(strict, await strict.createUser());
      const { client: full } = await addPasskey(client);
      dataOf(await full.sessions());
    } finally {
      await strict.close();
    }
  });

  it('is used on localhost on any port in development', async () => {
    const local = await startServer({ PUBLIC_URL: 'http://localhost:4000' });
    try {
      const { client } = await signIn(local, await local.createUser());
      const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
      const authenticator = new SoftwareAuthenticator('http://localhost:5173');
      dataOf(await client.confirmPasskey(enrollment, authenticator.create(options)));
    } finally {
      await local.close();
    }
  });

  it('is refused for five minutes after no step at all: its challenge expires', async () => {
    const { authenticator } = await switchOnWithPasskey(server, await server.createUser());
    const client = server.client();
    const { challenge, options, expiresAt } = dataOf(await client.requestPasskey()).requestPasskey;
    expect(new Date(expiresAt).getTime() - server.now().getTime()).toBeLessThanOrEqual(300_000);
    server.passSeconds(301);
    const response = await client.verifyPasskey(challenge, authenticator.get(options));
    expect(codeOf(response)).toBe('CHALLENGE_EXPIRED');
    expect(extensionsOf(response)).not.toHaveProperty('attemptsLeft');
    expect(PASSKEY_ORIGIN).toBe('https://auth.test');
  });
});
