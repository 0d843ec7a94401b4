import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChangePasswordDocument, MeDocument, SessionsDocument } from '../../client/index.js';
import { otherThan, signIn, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createPerson, createSignedIn, createWaiting } from './harness.js';

const CODE_TTL_SECONDS = 600;

describe('the steps of a sign-in', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const challengeExpired = { step: 'signIn', reason: 'challengeExpired' };

  it('asks for the password again when a resend finds the code expired', async () => {
    const { auth } = await createWaiting(server);
    server.passSeconds(CODE_TTL_SECONDS + 1);
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState()).toEqual(challengeExpired);
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
  });

  it('asks for the password again when the code has expired', async () => {
    const { auth, phone } = await createWaiting(server);
    server.passSeconds(CODE_TTL_SECONDS + 1);
    const submitted = auth.submitCode(server.messageTo(phone).code);
    await expect(submitted).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState()).toEqual(challengeExpired);
  });

  it('asks for the password again when no attempt is left', async () => {
    const { auth, phone } = await createWaiting(server);
    const wrong = otherThan(server.messageTo(phone).code);
    for (const attemptsLeft of [4, 3, 2, 1, 0]) {
      await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft });
      expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { attemptsLeft } });
    }
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState()).toEqual(challengeExpired);
  });

  it('goes on in another client with the challenge of before', async () => {
    const { auth: before, phone } = await createWaiting(server);
    const state = before.getState();
    if (state.step !== 'needsCode') throw new Error(`The step is ${state.step}.`);
    const kept = JSON.parse(JSON.stringify(state.challenge)) as typeof state.challenge;
    const { auth } = createPerson(server);
    await expect(auth.resume(kept)).resolves.toEqual(state);
    await expect(auth.submitCode(server.messageTo(phone).code)).resolves.toMatchObject({ step: 'signedIn' });
    await auth.signOut();
    await expect(auth.resume(kept)).resolves.toMatchObject({ step: 'needsCode' });
    await expect(auth.submitCode('123456')).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState()).toEqual(challengeExpired);
  });

  /** A signed-in user with the pending code of a step-up. */
  async function createSteppingUp() {
    const person = await createWaiting(server);
    const { auth, user, phone } = person;
    await auth.submitCode(server.messageTo(phone).code);
    await auth.signIn(user);
    expect(auth.getState().step).toBe('needsCode');
    return person;
  }

  it('keeps a pending code while the session behind it is renewed', async () => {
    const { auth, phone, wire } = await createSteppingUp();
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(wire.sent('refreshToken')).toBe(1);
    expect(auth.getState().step).toBe('needsCode');
    await auth.submitCode(server.messageTo(phone).code);
    expect(auth.getState().step).toBe('signedIn');
  });

  it('keeps a pending code when the session behind it ends', async () => {
    const { auth, phone, storage } = await createSteppingUp();
    const { refresh } = JSON.parse(storage.read() ?? '') as { refresh: string };
    await server.client().revokeToken(refresh);
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).rejects.toMatchObject({
      code: expect.stringMatching(/^TOKEN_/),
    });
    expect(auth.getState().step).toBe('needsCode');
    await auth.submitCode(server.messageTo(phone).code);
    expect(auth.getState().step).toBe('signedIn');
  });

  it('revokes the session that the new one replaces', async () => {
    const { auth, phone, storage, wire } = await createSteppingUp();
    const { refresh } = JSON.parse(storage.read() ?? '') as { refresh: string };
    const revoked = new Promise<void>((done) =>
      wire.once('revokeToken', async (send) => {
        const response = await send();
        done();
        return response;
      }),
    );
    await auth.submitCode(server.messageTo(phone).code);
    await revoked;
    const { errors } = await server.client().refreshToken(refresh);
    expect(errors?.[0]?.extensions.code).toMatch(/^TOKEN_/);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
  });

  it('goes back to the session when a sign-in is canceled or its code has expired', async () => {
    const { auth, user } = await createSteppingUp();
    auth.cancel();
    expect(auth.getState().step).toBe('signedIn');
    await auth.signIn(user);
    server.passSeconds(CODE_TTL_SECONDS + 1);
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState().step).toBe('signedIn');
  });
});

describe('an adopted pair', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const changePassword = { newPassword: 'another long password' };

  it('replaces the one that a new password ended', async () => {
    const { auth, user, wire, storage } = await createSignedIn(server);
    const before = storage.read();
    const { changePassword: pair } = await auth.request(ChangePasswordDocument, {
      ...changePassword,
      currentPassword: user.password,
    });
    expect(auth.adopt(pair)).toMatchObject({ step: 'signedIn', persisted: false });
    expect(storage.read()).not.toBe(before);
    const { me } = await auth.request(SessionsDocument, {});
    expect(me?.sessions.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect(wire.sent('refreshToken') + wire.sent('revokeToken')).toBe(0);
    server.passSeconds(360);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });

  it.each([
    ['succeeds', signIn],
    // A new phone ends all older sessions.
    ['is refused', switchOn],
  ])('is kept when a refresh of the old one %s later', async (_outcome, another) => {
    const { auth, user, wire, storage } = await createSignedIn(server);
    const { access } = JSON.parse(storage.read() ?? '') as { access: string };
    const { pair } = await another(server, user);
    let taken: string | null = null;
    wire.once('refreshToken', async (send) => {
      auth.adopt(pair);
      taken = storage.read();
      return send();
    });
    await expect(auth.renew(access)).resolves.toBe(pair.access);
    expect(taken).toContain(pair.refresh);
    expect(storage.read()).toBe(taken);
    expect(auth.getState().step).toBe('signedIn');
  });

  it('cancels a pending sign-in', async () => {
    const user = await server.createUser();
    const { pair } = await switchOn(server, user);
    const { auth, wire } = createPerson(server);
    const other = await server.createUser();
    wire.once('obtainToken', async (send) => {
      auth.adopt(pair);
      return send();
    });
    await expect(auth.signIn(other)).rejects.toMatchObject({ code: 'CANCELED' });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });
});
