import { describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { CDPSession, Page } from 'playwright-core';
import { useBrowser } from '../../browser/browser.js';
import { codeOf, dataOf, pairOf, requiredOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';

/** How Chromium's virtual authenticator behaves. */
interface Virtual {
  readonly isSynced?: boolean;
  readonly verifiesUser?: boolean;
}

const CREATE = `async (options) => (await navigator.credentials.create({
  publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
})).toJSON()`;
const GET = `async (options) => (await navigator.credentials.get({
  publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
})).toJSON()`;

/** What Chromium itself writes and signs. Safari, Firefox, phones and security keys are not here. */
describe('a passkey of Chromium', () => {
  const browser = useBrowser({ PUBLIC_URL: 'http://localhost:4000' });

  /** A page on localhost, where browsers allow passkeys, with an authenticator of its own. */
  async function openWith({ isSynced = false, verifiesUser = true }: Virtual = {}) {
    const { port } = new URL(browser.server.url);
    const { page, context } = await browser.open(`http://localhost:${port}/simulator`);
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: verifiesUser, isUserVerified: verifiesUser },
        ...{ defaultBackupEligibility: isSynced, defaultBackupState: isSynced },
        automaticPresenceSimulation: true,
      },
    });
    return { page, session, authenticatorId };
  }

  const respond = (page: Page, ask: string, options: unknown) =>
    page.evaluate<unknown>(`(${ask})(${JSON.stringify(options)})`);

  /** A user whose second factor is a passkey of a new page. */
  async function withPasskey(device?: Virtual) {
    const opened = await openWith(device);
    const user = await browser.server.createUser();
    const { client } = await signIn(browser.server, user);
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    const sent = await respond(opened.page, CREATE, options);
    const { access } = dataOf(await client.confirmPasskey(enrollment, sent)).confirmPasskey;
    return { ...opened, user, client: client.as(access) };
  }

  type Owner = Awaited<ReturnType<typeof withPasskey>>;

  async function login({ user }: Owner) {
    const client = browser.server.client();
    const opened = dataOf(await client.obtainToken(user.username, user.password)).obtainToken;
    const { options, challenge } = dataOf(
      await client.requestPasskey(requiredOf(opened).challenge),
    ).requestPasskey;
    return { client, options, challenge };
  }

  it.each<[Virtual, string[]]>([
    [{ isSynced: false, verifiesUser: true }, ['pwd', 'hwk', 'user', 'mfa']],
    [{ isSynced: false, verifiesUser: false }, ['pwd', 'hwk', 'mfa']],
    [{ isSynced: true, verifiesUser: true }, ['pwd', 'swk', 'user', 'mfa']],
    [{ isSynced: true, verifiesUser: false }, ['pwd', 'swk', 'mfa']],
  ])('signs in after the password: %j', async (device, amr) => {
    const owner = await withPasskey(device);
    const { client, options, challenge } = await login(owner);
    const signed = await client.verifyPasskey(challenge, await respond(owner.page, GET, options));
    expect(decodeJwt(pairOf(dataOf(signed).verifyPasskey).access)['amr']).toEqual(amr);
  });

  it.each([true, false])('signs in without a password, if the user is verified: %j', async (verifiesUser) => {
    const { page, session, authenticatorId } = await withPasskey();
    const client = browser.server.client();
    const { options, challenge } = dataOf(await client.requestPasskey()).requestPasskey;
    // A page that asks for less than the server does.
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: verifiesUser });
    const asked = { ...options, ...(!verifiesUser && { userVerification: 'discouraged' }) };
    const signed = await client.verifyPasskey(challenge, await respond(page, GET, asked));
    expect(codeOf(signed)).toBe(verifiesUser ? undefined : 'INVALID_PASSKEY');
  });

  it('confirms a session', async () => {
    const { page, client } = await withPasskey();
    const { challenge } = dataOf(await client.requestStepUp()).requestStepUp;
    const { options } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    dataOf(await client.verifyPasskey(challenge, await respond(page, GET, options)));
  });

  it.each([true, false])('whose counter goes back is taken only if it is synced: %j', async (isSynced) => {
    const owner = await withPasskey({ isSynced });
    await setCounter(owner, 7);
    const first = await login(owner);
    dataOf(await first.client.verifyPasskey(first.challenge, await respond(owner.page, GET, first.options)));
    await setCounter(owner, 1);
    const { client, options, challenge } = await login(owner);
    const signed = await client.verifyPasskey(challenge, await respond(owner.page, GET, options));
    expect(codeOf(signed)).toBe(isSynced ? undefined : 'INVALID_PASSKEY');
  });

  it('is refused a second time, and as the response of another user', async () => {
    const [one, other] = [await withPasskey(), await withPasskey()];
    const { client, options, challenge } = await login(one);
    const foreign = await respond(other.page, GET, { ...options, allowCredentials: [] });
    expect(codeOf(await client.verifyPasskey(challenge, foreign))).toBe('INVALID_PASSKEY');
    const { options: again } = dataOf(await client.requestPasskey(challenge)).requestPasskey;
    const sent = await respond(one.page, GET, again);
    dataOf(await client.verifyPasskey(challenge, sent));
    expect(codeOf(await client.verifyPasskey(challenge, sent))).toBe('CHALLENGE_EXPIRED');
  });

  it('is made once on an authenticator: the options exclude it', async () => {
    const { page, client } = await withPasskey();
    const { options } = dataOf(await client.startPasskey()).startPasskey;
    await expect(respond(page, CREATE, options)).rejects.toThrow('InvalidStateError');
  });

  it('of another page is refused by the server, and of another domain by the browser', async () => {
    const { page } = await openWith();
    const { client } = await signIn(browser.server, await browser.server.createUser());
    const { enrollment, options } = dataOf(await client.startPasskey()).startPasskey;
    const elsewhere = { ...options, rp: { ...options.rp, id: 'auth.test' } };
    await expect(respond(page, CREATE, elsewhere)).rejects.toThrow('SecurityError');
    await page.route('http://evil.localhost/', (route) => route.fulfill({ body: '' }));
    await page.goto('http://evil.localhost/');
    const foreign = { ...options, rp: { ...options.rp, id: 'evil.localhost' } };
    const sent = await respond(page, CREATE, foreign);
    expect(codeOf(await client.confirmPasskey(enrollment, sent))).toBe('INVALID_PASSKEY');
  });
});

/** Puts the key back with another counter, as a copy of it would have. */
async function setCounter(
  { session, authenticatorId }: { session: CDPSession; authenticatorId: string },
  signCount: number,
): Promise<void> {
  const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
  await session.send('WebAuthn.clearCredentials', { authenticatorId });
  for (const credential of credentials)
    await session.send('WebAuthn.addCredential', {
      authenticatorId,
      credential: { ...credential, signCount },
    });
}
