import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ConfirmAuthenticatorAppDocument,
  DisableTwoFactorDocument,
  MeDocument,
  PreferTwoFactorMethodDocument,
  StartAuthenticatorAppDocument,
  TwoFactorKind,
} from '../../client/index.js';
import { App, switchOnWithApp } from '../setup/factors/authenticator-app.js';
import { otherThan, switchOn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { pause } from '../../client/pause.js';
import { createPerson, createSignedIn, createTabs } from './harness.js';

/** A sign-in older than this is not recent. */
const STEP_UP_SECONDS = 301;
const ACCESS_EXPIRED_SECONDS = 360;

interface Kept {
  access: string;
  refresh: string;
  maybeUsed: boolean;
}

describe('a step-up of the client', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  const kept = (storage: { read(): string | null }) => JSON.parse(storage.read() ?? '') as Kept;

  const sessionOf = ({ access }: Kept) =>
    (JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;

  /** Two tabs of a user with an app, whose sign-in is too old for a change of factors. */
  async function createTooLate() {
    const [here, there] = createTabs();
    const user = await server.createUser();
    const { app } = await switchOnWithApp(server, user);
    const person = createPerson(server, { storage: here });
    await person.auth.signIn(user);
    await person.auth.submitCode(app.codeAt(server.now()));
    const other = createPerson(server, { storage: there });
    server.passSeconds(STEP_UP_SECONDS);
    return { ...person, storage: here, user, app, other, codeNow: () => app.codeAt(server.now()) };
  }

  it('keeps the session, and its new tokens in every tab', async () => {
    const { auth, storage, other, codeNow } = await createTooLate();
    await expect(auth.request(DisableTwoFactorDocument, {})).rejects.toMatchObject({
      code: 'REAUTHENTICATION_REQUIRED',
    });
    const before = kept(storage);
    expect(await auth.stepUp()).toMatchObject({
      step: 'needsCode',
      challenge: { purpose: 'STEP_UP', delivery: null, methods: [{ kind: TwoFactorKind.AuthenticatorApp }] },
    });
    expect(await auth.submitCode(codeNow())).toMatchObject({ step: 'signedIn', persisted: true });
    const after = kept(storage);
    expect(sessionOf(after)).toBe(sessionOf(before));
    expect(after.refresh).not.toBe(before.refresh);
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(other.wire.sent('refreshToken')).toBe(0);
    server.passSeconds(ACCESS_EXPIRED_SECONDS);
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
    expect(other.wire.sent('refreshToken')).toBe(1);
  });

  it('renews the access token first', async () => {
    const { auth, wire, codeNow } = await createTooLate();
    await auth.stepUp();
    const before = wire.sent('refreshToken');
    server.passSeconds(ACCESS_EXPIRED_SECONDS);
    expect(await auth.submitCode(codeNow())).toMatchObject({ step: 'signedIn' });
    expect(wire.sent('refreshToken')).toBe(before + 1);
  });

  it('is not in the way of a renewal in another tab', async () => {
    const { auth, other, wire, codeNow } = await createTooLate();
    await auth.stepUp();
    const stale = (await other.auth.accessToken()) ?? '';
    let renewed: Promise<string | undefined> | undefined;
    wire.once('verifyTwoFactorToken', async (send) => {
      renewed = other.auth.renew(stale);
      const response = await send();
      // Longer than a tab without a turn waits for the tokens of another.
      await pause(400);
      return response;
    });
    await auth.submitCode(codeNow());
    // The other tab has waited for its turn, and found the new tokens.
    expect(await renewed).toBe(await auth.accessToken());
    expect(other.wire.sent('refreshToken')).toBe(0);
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({ me: {} });
  });

  it('counts a wrong code, and leaves the tokens as they are', async () => {
    const { auth, storage, codeNow } = await createTooLate();
    await auth.stepUp();
    const before = kept(storage);
    await expect(auth.submitCode(otherThan(codeNow()))).rejects.toMatchObject({
      code: 'INVALID_TWO_FACTOR_TOKEN',
      attemptsLeft: 4,
    });
    expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { attemptsLeft: 4 } });
    expect(kept(storage)).toEqual(before);
    expect(await auth.submitCode(codeNow())).toMatchObject({ step: 'signedIn' });
  });

  it('goes back to the session when it is canceled or has expired', async () => {
    const { auth, codeNow } = await createTooLate();
    await auth.stepUp();
    auth.cancel();
    expect(auth.getState().step).toBe('signedIn');
    await auth.stepUp();
    server.passSeconds(700);
    await expect(auth.submitCode(codeNow())).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState().step).toBe('signedIn');
  });

  it('keeps the new tokens when it is canceled before the response', async () => {
    const { auth, wire, codeNow, storage } = await createTooLate();
    await auth.stepUp();
    const before = kept(storage);
    wire.once('verifyTwoFactorToken', async (send) => {
      auth.cancel();
      return send();
    });
    expect(await auth.submitCode(codeNow())).toMatchObject({ step: 'signedIn' });
    expect(kept(storage).refresh).not.toBe(before.refresh);
    await expect(auth.request(DisableTwoFactorDocument, {})).resolves.toMatchObject({});
  });

  it('notes that its tokens may be used when the response is lost', async () => {
    const { auth, wire, codeNow, storage } = await createTooLate();
    await auth.stepUp();
    wire.once('verifyTwoFactorToken', () => Promise.reject(new TypeError('failed')));
    await expect(auth.submitCode(codeNow())).rejects.toMatchObject({ code: 'NETWORK_ERROR' });
    expect(kept(storage)).toMatchObject({ maybeUsed: true });
    expect(await auth.submitCode(codeNow())).toMatchObject({ step: 'signedIn' });
    expect(kept(storage)).toMatchObject({ maybeUsed: false });
  });

  it('ends with the session that another tab signs out', async () => {
    const { auth, other } = await createTooLate();
    await auth.stepUp();
    await other.auth.signOut();
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
  });

  it('ends with a session that the server has ended', async () => {
    const { auth, storage, codeNow } = await createTooLate();
    await auth.stepUp();
    await server.client().revokeToken(kept(storage).refresh);
    await expect(auth.submitCode(codeNow())).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it('is refused to a user without a second factor, whose session stays', async () => {
    const { auth } = await createSignedIn(server);
    await expect(auth.stepUp()).rejects.toMatchObject({ code: 'TWO_FACTOR_NOT_ENABLED' });
    expect(auth.getState().step).toBe('signedIn');
  });
});

describe('a sign-in with a choice of factors', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A user with a phone and an app, who waits for a code. */
  async function createWithBoth() {
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    const person = createPerson(server);
    await person.auth.signIn(user);
    await person.auth.submitCode(server.messageTo(phone).code);
    const { startAuthenticatorApp } = await person.auth.request(StartAuthenticatorAppDocument, {});
    const app = new App(startAuthenticatorApp.secret);
    const { enrollment } = startAuthenticatorApp;
    const token = app.codeAt(server.now());
    await person.auth.request(ConfirmAuthenticatorAppDocument, { enrollment, token });
    const kind = TwoFactorKind.AuthenticatorApp;
    await person.auth.request(PreferTwoFactorMethodDocument, { kind });
    server.passSeconds(60);
    await person.auth.signOut();
    const sentBefore = server.messagesTo(phone).length;
    await person.auth.signIn(user);
    return { ...person, user, phone, app, sentBefore };
  }

  it('sends nothing before the user asks for a message', async () => {
    const { auth, phone, sentBefore } = await createWithBoth();
    expect(auth.getState()).toMatchObject({
      step: 'needsCode',
      challenge: {
        methods: [{ kind: TwoFactorKind.AuthenticatorApp, codeLength: 6 }, { kind: TwoFactorKind.Phone }],
        delivery: null,
      },
    });
    expect(server.messagesTo(phone)).toHaveLength(sentBefore);
    await auth.resendCode();
    expect(server.messagesTo(phone)).toHaveLength(sentBefore + 1);
    expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { delivery: { codeLength: 6 } } });
    expect(await auth.submitCode(server.messageTo(phone).code)).toMatchObject({ step: 'signedIn' });
  });

  it('takes the code of the factor that it names', async () => {
    const { auth, app } = await createWithBoth();
    await auth.resendCode();
    const code = app.codeAt(server.now());
    await expect(auth.submitCode(code)).rejects.toMatchObject({ code: 'INVALID_TWO_FACTOR_TOKEN' });
    const submitted = auth.submitCode(` ${code.slice(0, 3)} ${code.slice(3)}`, {
      kind: TwoFactorKind.AuthenticatorApp,
    });
    expect(await submitted).toMatchObject({ step: 'signedIn' });
  });
});
