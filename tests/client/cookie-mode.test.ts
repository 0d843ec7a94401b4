import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { authLink } from '../../client/apollo.js';
import {
  type AuthClient,
  type AuthClientOptions,
  createAuthClient,
  ChangePasswordDocument,
  MeDocument,
  memoryStorage,
  rememberedDevices,
  SessionsDocument,
} from '../../client/index.js';
import { print } from 'graphql';
import { switchOnWithApp } from '../setup/factors/authenticator-app.js';
import type { Pair } from '../setup/client.js';
import { signIn, switchOn } from '../setup/flows.js';
import { eventually } from '../setup/eventually.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';
import { createWire, type Wire } from './harness.js';

const ME = { username: expect.any(String) as unknown };

/** A browser: one jar of cookies for its tabs, and nothing else that outlives a page. */
class Browser {
  readonly wire: Wire;
  cookie = '';
  /** All that scripts of the page can read of responses. */
  readonly bodies: string[] = [];
  readonly #url: string;

  constructor(server: TestServer) {
    this.wire = createWire(server);
    this.#url = `${server.url}/graphql`;
  }

  tab(options: Partial<AuthClientOptions> = {}): AuthClient {
    return createAuthClient({ ...options, url: this.#url, tokens: 'cookie', fetch: this.fetch });
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    expect(request.credentials).toBe('include');
    request.headers.set('sec-fetch-site', 'same-origin');
    if (this.cookie) request.headers.set('cookie', this.cookie);
    const response = await this.wire.fetch(request);
    const [set] = response.headers.getSetCookie();
    if (set) this.cookie = set.includes('1970') ? '' : (set.split(';')[0] ?? '');
    this.bodies.push(await response.clone().text());
    return response;
  };
}

describe('the client in cookie mode', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ TOKEN_COOKIES: 'true' });
  });
  afterAll(() => server.close());

  async function signedIn() {
    const user = await server.createUser();
    const browser = new Browser(server);
    const tab = browser.tab();
    await tab.signIn(user);
    return { user, browser, tab };
  }

  const stepOf = (tab: AuthClient) => tab.getState().step;

  it('asks first whether somebody is signed in', async () => {
    const tab = new Browser(server).tab();
    expect(tab.getState()).toEqual({ step: 'restoring' });
    expect(await tab.restore()).toEqual({ step: 'signIn' });
    expect(await tab.accessToken()).toBeUndefined();
  });

  it('keeps the session and its cookie through a step-up', async () => {
    const user = await server.createUser();
    const { app } = await switchOnWithApp(server, user);
    const browser = new Browser(server);
    const [tab, other] = [browser.tab(), browser.tab()];
    await tab.signIn(user);
    await tab.submitCode(app.codeAt(server.now()));
    const before = browser.cookie;
    server.passSeconds(30);
    await tab.stepUp();
    expect(await tab.submitCode(app.codeAt(server.now()))).toMatchObject({ step: 'signedIn' });
    expect(browser.cookie).not.toBe(before);
    const { me } = await tab.request(SessionsDocument, {});
    expect(me?.sessions.map(({ isCurrent }) => isCurrent)).toContain(true);
    server.passSeconds(360);
    await expect(other.request(MeDocument, {})).resolves.toMatchObject({ me: ME });
    await expect(browser.tab().request(MeDocument, {})).resolves.toMatchObject({ me: ME });
  });

  it('remembers the browser, also after a reload and a sign-out', async () => {
    const user = await server.createUser();
    const { app } = await switchOnWithApp(server, user);
    const browser = new Browser(server);
    const devices = rememberedDevices(memoryStorage());
    const tab = browser.tab({ devices });
    await tab.signIn(user);
    await tab.submitCode(app.codeAt(server.now()));
    await tab.rememberDevice();
    await tab.signOut();
    expect(await browser.tab({ devices }).signIn(user)).toMatchObject({ step: 'signedIn' });
  });

  it('survives a reload, and shows no refresh token to scripts', async () => {
    const { user, browser, tab } = await signedIn();
    expect(tab.getState()).toMatchObject({ step: 'signedIn', persisted: true, userId: user.user.id });
    const reloaded = browser.tab();
    expect((await reloaded.request(MeDocument, {})).me).toMatchObject({ username: user.username });
    expect(reloaded.getState()).toMatchObject({ step: 'signedIn', userId: user.user.id });
    const token = decodeURIComponent(browser.cookie.split('=')[1] ?? '');
    expect(token).toMatch(/^ey/);
    expect(browser.bodies.join()).not.toContain('"refresh":"ey');
    expect(browser.bodies.join()).toContain('"refresh":""');
  });

  it('signs out even if the page is closed at once', async () => {
    const { browser, tab } = await signedIn();
    const kept: boolean[] = [];
    browser.wire.watch(({ keepalive }) => kept.push(keepalive));
    await tab.signOut();
    expect(kept).toEqual([true]);
  });

  it('signs out in every tab, and after a reload', async () => {
    const { browser, tab } = await signedIn();
    const other = browser.tab();
    await other.restore();
    await tab.signOut();
    await eventually(() => expect(other.getState()).toEqual({ step: 'signIn', reason: 'signedOut' }));
    expect(browser.cookie).toBe('');
    const reloaded = browser.tab();
    expect(await reloaded.restore()).toEqual({ step: 'signIn' });
  });

  it('signs in in every tab', async () => {
    const browser = new Browser(server);
    const [one, two] = [browser.tab(), browser.tab()];
    await Promise.all([one.restore(), two.restore()]);
    const user = await server.createUser();
    await one.signIn(user);
    await eventually(() => expect(two.getState()).toMatchObject({ step: 'signedIn', userId: user.user.id }));
    const sent = browser.wire.sent('refreshToken');
    expect((await two.request(MeDocument, {})).me).toMatchObject(ME);
    expect(browser.wire.sent('refreshToken')).toBe(sent);
  });

  it('renews once for all tabs', async () => {
    const { browser, tab } = await signedIn();
    const other = browser.tab();
    await other.restore();
    await eventually(async () => expect(await tab.accessToken()).toBe(await other.accessToken()));
    const before = browser.wire.sent('refreshToken');
    const access = (await tab.accessToken()) ?? '';
    const renewed = await Promise.all([tab.renew(access), other.renew(access), tab.renew(access)]);
    expect(new Set(renewed).size).toBe(1);
    expect(browser.wire.sent('refreshToken')).toBe(before + 1);
  });

  it('keeps the session when the response of a renewal is lost', async () => {
    const { browser, tab } = await signedIn();
    const access = (await tab.accessToken()) ?? '';
    const cookie = browser.cookie;
    browser.wire.once('refreshToken', async (send) => {
      await send();
      throw new TypeError('fetch failed');
    });
    expect(await tab.renew(access)).not.toBe(access);
    expect(browser.cookie).not.toBe(cookie);
    expect((await browser.tab().request(MeDocument, {})).me).toMatchObject(ME);
  });

  it('asks again when the server could not be asked', async () => {
    const { browser } = await signedIn();
    for (let tries = 0; tries < 3; tries += 1)
      browser.wire.once('refreshToken', () => Promise.reject(new TypeError('fetch failed')));
    const tab = browser.tab();
    expect(await tab.restore()).toMatchObject({ step: 'restoring', error: { code: 'NETWORK_ERROR' } });
    expect(await tab.restore()).toMatchObject({ step: 'signedIn' });
  });

  it('signs in with a code, and ends the session that was there before', async () => {
    const { browser, tab } = await signedIn();
    const old = browser.cookie;
    const user = await server.createUser();
    const { phone } = await switchOn(server, user);
    server.passSeconds(60);
    expect((await tab.signIn(user)).step).toBe('needsCode');
    await tab.submitCode(server.messageTo(phone).code);
    expect(tab.getState()).toMatchObject({ step: 'signedIn', userId: user.user.id });
    const restored = browser.tab();
    expect(await restored.restore()).toMatchObject({ userId: user.user.id });
    browser.cookie = old;
    expect(await browser.tab().restore()).toEqual({ step: 'signIn' });
  });

  it('keeps the pair of a new password', async () => {
    const { user, browser, tab } = await signedIn();
    await tab.request(ChangePasswordDocument, {
      currentPassword: PASSWORD,
      newPassword: 'another long password',
    });
    expect((await tab.request(MeDocument, {})).me).toMatchObject({ username: user.username });
    expect((await browser.tab().request(MeDocument, {})).me).toMatchObject({ username: user.username });
    expect(stepOf(tab)).toBe('signedIn');
  });

  it('keeps the pair of a new password that Apollo Client sent', async () => {
    const { user, browser, tab } = await signedIn();
    const apollo = new ApolloClient({
      link: authLink(tab).concat(new HttpLink({ uri: tab.url, fetch: browser.fetch })),
      cache: new InMemoryCache(),
    });
    const cookie = browser.cookie;
    await apollo.mutate({
      mutation: ChangePasswordDocument,
      variables: { currentPassword: PASSWORD, newPassword: 'another long password' },
    });
    expect(browser.cookie).not.toBe(cookie);
    expect(browser.bodies.join()).not.toContain('"refresh":"ey');
    const { data } = await apollo.query({ query: MeDocument });
    expect(data?.me).toMatchObject({ username: user.username });
    expect((await browser.tab().request(MeDocument, {})).me).toMatchObject({ username: user.username });
  });

  it('says that a session has ended', async () => {
    const { browser, tab } = await signedIn();
    browser.cookie = '';
    const access = (await tab.accessToken()) ?? '';
    await expect(tab.renew(access)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
    expect(tab.getState()).toEqual({ step: 'signIn', reason: 'expired' });
  });

  it('does not let the cookie of a renewal replace the one of a later sign-in', async () => {
    const { browser, tab } = await signedIn();
    const other = browser.tab();
    await other.restore();
    const access = (await tab.accessToken()) ?? '';
    let respond = () => {};
    const held = new Promise<void>((go) => (respond = go));
    browser.wire.once('refreshToken', async (send) => {
      const response = await send();
      await held;
      return response;
    });
    const renewal = tab.renew(access);
    const user = await server.createUser();
    const signIn = other.signIn(user);
    // It would have finished if it did not wait for the renewal.
    await Promise.race([signIn, severalSignIns()]);
    respond();
    await Promise.allSettled([renewal, signIn]);
    expect(await browser.tab().restore()).toMatchObject({ userId: user.user.id });
  });

  /** More time than one sign-in takes, however slow the machine is. */
  async function severalSignIns(): Promise<void> {
    const user = await server.createUser();
    for (let times = 0; times < 5; times += 1) await signIn(server, user);
  }

  /** Holds the response to the next request with the field until it is released, or what waits for it cannot go on. */
  function hold(browser: Browser, field: string): () => void {
    let release = () => {};
    const held = new Promise<void>((go) => (release = go));
    browser.wire.once(field, async (send) => {
      const response = await send();
      await held;
      return response;
    });
    return release;
  }

  it('does not let the response of a sign-out clear the cookie of a later sign-in', async () => {
    const { browser, tab } = await signedIn();
    const user = await server.createUser();
    const release = hold(browser, 'revokeToken');
    const signOut = tab.signOut();
    const signIn = tab.signIn(user);
    // It would have finished if it did not wait for the sign-out.
    await Promise.race([signIn, severalSignIns()]);
    release();
    await Promise.all([signOut, signIn]);
    expect(await browser.tab().restore()).toMatchObject({ userId: user.user.id });
  });

  it('does not let the end of a canceled sign-in clear the cookie of a later one', async () => {
    const browser = new Browser(server);
    const tab = browser.tab();
    await tab.restore();
    const [first, second] = [await server.createUser(), await server.createUser()];
    const releaseSignIn = hold(browser, 'obtainToken');
    const releaseRevoke = hold(browser, 'revokeToken');
    const canceled = tab.signIn(first).catch((error: unknown) => error);
    tab.cancel();
    const signIn = tab.signIn(second);
    releaseSignIn();
    await Promise.race([signIn, severalSignIns()]);
    releaseRevoke();
    expect(await canceled).toMatchObject({ code: 'CANCELED' });
    await signIn;
    expect(await browser.tab().restore()).toMatchObject({ userId: second.user.id });
  });

  it('ends the session of a late pair, and not the one of a later sign-in', async () => {
    const { user, browser, tab } = await signedIn();
    const access = (await tab.accessToken()) ?? '';
    const newPassword = 'another long password';
    const client = server.client();
    const { data } = await client.as(access).post<{ changePassword: Pair }>(
      {
        query: print(ChangePasswordDocument),
        variables: { currentPassword: PASSWORD, newPassword },
      },
      { 'x-token-mode': 'cookie', 'sec-fetch-site': 'same-origin' },
    );
    const late = client.as(data?.changePassword.access ?? '');
    const isOpen = async () => (await late.me()).data?.me != null;
    await tab.signOut();
    await tab.signIn({ ...user, password: newPassword });
    expect(await isOpen()).toBe(true);
    const { cookie } = browser;
    tab.adoptResponse(data, access);
    await eventually(async () => expect(await isOpen()).toBe(false));
    expect(browser.cookie).toBe(cookie);
    expect(await browser.tab().restore()).toMatchObject({ userId: user.user.id });
  });

  it('does not send a sign-in that was canceled while it waited for another', async () => {
    const browser = new Browser(server);
    const tab = browser.tab();
    await tab.restore();
    const [first, second] = [await server.createUser(), await server.createUser()];
    const release = hold(browser, 'obtainToken');
    const earlier = tab.signIn(first).catch((error: unknown) => error);
    await eventually(() => expect(browser.wire.sent('obtainToken')).toBe(1));
    const waiting = tab.signIn(second).catch((error: unknown) => error);
    tab.cancel();
    release();
    for (const canceled of [earlier, waiting]) expect(await canceled).toMatchObject({ code: 'CANCELED' });
    expect(browser.wire.sent('obtainToken')).toBe(1);
  });
});
