import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AuthClientOptions,
  DisableTwoFactorDocument,
  MeDocument,
  passkeys,
  TwoFactorKind,
} from '../../../client/index.js';
import { startPasskeyServer, switchOnWithPasskey } from '../../setup/factors/passkeys.js';
import type { TestServer } from '../../setup/server.js';
import { createPerson, createSignedIn, createTabs } from '../harness.js';
import { SoftwareBrowser } from './software-browser.js';

const STEP_UP_SECONDS = 301;

describe('passkeys of the client', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startPasskeyServer()));
  afterAll(() => server.close());

  /** A user with a passkey on this device, who is signed out. */
  async function createOwner(options: Partial<AuthClientOptions> = {}) {
    const user = await server.createUser();
    const { authenticator } = await switchOnWithPasskey(server, user);
    const browser = new SoftwareBrowser(authenticator);
    return { ...createPerson(server, { passkeys: passkeys(browser), ...options }), user, browser };
  }

  /** The same, after the password. */
  async function createWaiting() {
    const owner = await createOwner();
    await owner.auth.signIn(owner.user);
    return owner;
  }

  const sessionIn = ({ storage }: { storage: { read(): string | null } }) => {
    const { access } = JSON.parse(storage.read() ?? '') as { access: string };
    return JSON.parse(Buffer.from(access.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  };

  it('sign in without a username and a password', async () => {
    const { auth, user } = await createOwner();
    expect(await auth.signInWithPasskey()).toMatchObject({ step: 'signedIn', userId: user.user.id });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { username: user.username } });
  });

  it('complete a sign-in after the password', async () => {
    const { auth, browser } = await createWaiting();
    expect(auth.getState()).toMatchObject({ step: 'needsCode', methods: [{ kind: TwoFactorKind.Passkey }] });
    expect(await auth.usePasskey()).toMatchObject({ step: 'signedIn' });
    expect(browser.asked).toHaveLength(1);
  });

  it('confirm a session, which keeps its tokens in every tab', async () => {
    const [here, there] = createTabs();
    const { auth, storage } = { ...(await createOwner({ storage: here })), storage: here };
    await auth.signInWithPasskey();
    const other = createPerson(server, { storage: there });
    const before = sessionIn({ storage });
    server.passSeconds(STEP_UP_SECONDS);
    await expect(auth.request(DisableTwoFactorDocument, {})).rejects.toMatchObject({
      code: 'REAUTHENTICATION_REQUIRED',
    });
    await auth.stepUp();
    expect(await auth.usePasskey()).toMatchObject({ step: 'signedIn' });
    expect(sessionIn({ storage }).sid).toBe(before.sid);
    await expect(other.auth.request(DisableTwoFactorDocument, {})).resolves.toMatchObject({});
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { twoFactorEnabled: false } });
  });

  it('are not used when the user closes the dialog, and can be tried again', async () => {
    const { auth, browser } = await createWaiting();
    const before = auth.getState();
    browser.failOnce('NotAllowedError');
    await expect(auth.usePasskey()).rejects.toMatchObject({ code: 'PASSKEY_NOT_USED' });
    expect(auth.getState()).toBe(before);
    expect(await auth.usePasskey()).toMatchObject({ step: 'signedIn' });
  });

  it('leave the page as it is when the user closes the dialog of a sign-in', async () => {
    const { auth, browser } = await createOwner();
    browser.failOnce('NotAllowedError');
    await expect(auth.signInWithPasskey()).rejects.toMatchObject({ code: 'PASSKEY_NOT_USED' });
    expect(auth.getState()).toEqual({ step: 'signIn' });
  });

  it('count as a wrong code when the server refuses them', async () => {
    const { auth, browser } = await createWaiting();
    browser.once((agree) => Promise.resolve({ ...agree(), id: 'AAAA', rawId: 'AAAA' }));
    await expect(auth.usePasskey()).rejects.toMatchObject({ code: 'INVALID_PASSKEY', attemptsLeft: 4 });
    expect(auth.getState()).toMatchObject({
      step: 'needsCode',
      challenge: { attemptsLeft: 4 },
      error: { code: 'INVALID_PASSKEY' },
    });
    expect(await auth.usePasskey()).toMatchObject({ step: 'signedIn' });
  });

  it('ask for the password again when the sign-in has expired', async () => {
    const { auth } = await createWaiting();
    server.passSeconds(700);
    await expect(auth.usePasskey()).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'challengeExpired' });
  });

  it('close their dialog when the sign-in is canceled', async () => {
    const { auth, browser } = await createWaiting();
    const opened = browser.leaveOpen();
    const used = auth.usePasskey();
    const { signal } = await opened;
    auth.cancel();
    await expect(used).rejects.toMatchObject({ code: 'CANCELED' });
    expect(signal.aborted).toBe(true);
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'canceled' });
  });

  it('close their dialog when the caller says so, and leave the sign-in as it is', async () => {
    const { auth, browser } = await createWaiting();
    const opened = browser.leaveOpen();
    const controller = new AbortController();
    const used = auth.usePasskey({ signal: controller.signal });
    await opened;
    controller.abort();
    await expect(used).rejects.toMatchObject({ code: 'CANCELED' });
    expect(auth.getState().step).toBe('needsCode');
    await expect(auth.usePasskey({ signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELED' });
    expect(await auth.usePasskey()).toMatchObject({ step: 'signedIn' });
  });

  it('complete no sign-in that was canceled before the user agreed', async () => {
    const { auth, browser, wire } = await createWaiting();
    browser.once(async (agree) => {
      auth.cancel();
      return agree();
    });
    await expect(auth.usePasskey()).rejects.toMatchObject({ code: 'CANCELED' });
    expect(wire.sent('verifyPasskey')).toBe(0);
  });

  it('are offered in autofill while the user may type a password', async () => {
    const { auth, browser, user } = await createOwner();
    let agreed = () => {};
    const opened = new Promise<void>((resolve) =>
      browser.once(async (agree) => {
        resolve();
        await new Promise<void>((go) => (agreed = go));
        return agree();
      }),
    );
    const signedIn = auth.signInWithPasskey({ autofill: true });
    await opened;
    expect(browser.asked).toMatchObject([{ autofill: true }]);
    const wrong = auth.signIn({ ...user, password: 'a wrong password' });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    agreed();
    expect(await signedIn).toMatchObject({ step: 'signedIn', userId: user.user.id });
  });

  it('leave autofill once the password was right, or another passkey is asked for', async () => {
    const { auth, browser, user } = await createOwner();
    for (const act of [() => auth.signIn(user), () => auth.signInWithPasskey(), () => auth.signOut()]) {
      const opened = browser.leaveOpen();
      const waiting = auth.signInWithPasskey({ autofill: true });
      await opened;
      const ended = expect(waiting).rejects.toMatchObject({ code: 'CANCELED' });
      await act();
      await ended;
    }
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'signedOut' });
  });

  it('are made for the session, whose new tokens reach every tab', async () => {
    const [here, there] = createTabs();
    const browser = new SoftwareBrowser();
    const { auth, user, wire } = await createSignedIn(server, { storage: here, passkeys: passkeys(browser) });
    const other = createPerson(server, { storage: there });
    expect(await auth.addPasskey({ name: 'Laptop' })).toMatchObject({ step: 'signedIn' });
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({
      me: { twoFactorEnabled: true },
    });
    expect(wire.sent('refreshToken') + other.wire.sent('refreshToken')).toBe(0);
    await auth.signOut();
    expect(await auth.signInWithPasskey()).toMatchObject({ step: 'signedIn', userId: user.user.id });
  });

  it('are not made twice, and not when the user says no', async () => {
    const browser = new SoftwareBrowser();
    const { auth } = await createSignedIn(server, { passkeys: passkeys(browser) });
    browser.failOnce('InvalidStateError');
    await expect(auth.addPasskey()).rejects.toMatchObject({ code: 'PASSKEY_EXISTS' });
    browser.failOnce('NotAllowedError');
    await expect(auth.addPasskey()).rejects.toMatchObject({ code: 'PASSKEY_NOT_USED' });
    browser.failOnce('SecurityError');
    await expect(auth.addPasskey()).rejects.toMatchObject({ code: 'PASSKEYS_UNAVAILABLE' });
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { twoFactorEnabled: false } });
    expect(await auth.addPasskey()).toMatchObject({ step: 'signedIn' });
  });

  it('are not made after a sign-out', async () => {
    const browser = new SoftwareBrowser();
    const { auth, wire } = await createSignedIn(server, { passkeys: passkeys(browser) });
    const opened = browser.leaveOpen();
    const added = auth.addPasskey();
    await opened;
    await Promise.all([expect(added).rejects.toMatchObject({ code: 'CANCELED' }), auth.signOut()]);
    expect(wire.sent('confirmPasskey')).toBe(0);
  });

  it('are not among the ways on where the browser has none', async () => {
    const user = await server.createUser();
    await switchOnWithPasskey(server, user);
    const { auth } = createPerson(server);
    expect(auth.canUsePasskeys).toBe(false);
    await auth.signIn(user);
    expect(auth.getState()).toMatchObject({
      step: 'needsCode',
      challenge: { methods: [{ kind: TwoFactorKind.Passkey }] },
      methods: [],
    });
    const unavailable = { code: 'PASSKEYS_UNAVAILABLE' };
    await expect(auth.usePasskey()).rejects.toMatchObject(unavailable);
    await expect(auth.signInWithPasskey()).rejects.toMatchObject(unavailable);
    await expect(auth.addPasskey()).rejects.toMatchObject(unavailable);
  });
});
