import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AuthClient,
  ConfirmEmailChangeDocument,
  MeDocument,
  RegisterDocument,
  RequestEmailChangeDocument,
  RequestEmailSignInDocument,
  RequestPasswordResetDocument,
  ResendEmailDocument,
  ResetPasswordDocument,
  VerifyEmailDocument,
} from '../../client/index.js';
import { addApp } from '../setup/factors/authenticator-app.js';
import { linkOf, mailsTo, mailTo, newAddress } from '../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../setup/server.js';
import { createPerson, createTabs } from './harness.js';

const ACCESS_EXPIRED_SECONDS = 360;

describe('the client, with what a mail carries', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ EMAIL_SIGN_IN: 'true' })));
  afterAll(() => server.close());

  /** Asks for an account, whose address is not proven yet. */
  async function register(auth: AuthClient) {
    const user = { username: `user-${randomUUID()}`, password: PASSWORD };
    const email = newAddress();
    const { register: step } = await auth.request(RegisterDocument, { ...user, email });
    return { user, email, step };
  }

  it('signs in by the link of a registration, or by a code in full-width digits', async () => {
    const byLink = createPerson(server);
    const first = await register(byLink.auth);
    expect(byLink.auth.getState()).toEqual({ step: 'signIn' });
    await expect(byLink.auth.signIn(first.user)).rejects.toMatchObject({ code: 'EMAIL_NOT_VERIFIED' });
    await byLink.auth.verifyEmail(linkOf(await mailTo(server, first.email)));
    await expect(byLink.auth.request(MeDocument, {})).resolves.toMatchObject({ me: { email: first.email } });

    const byCode = createPerson(server);
    const { email, step } = await register(byCode.auth);
    const wide = ((await mailTo(server, email)).code ?? '').replace(/\d/g, (digit) =>
      String.fromCodePoint(0xff10 + Number(digit)),
    );
    expect(await byCode.auth.verifyEmail({ ...step, token: ` ${wide} ` })).toMatchObject({
      step: 'signedIn',
    });
  });

  it('asks for the second factor after a sign-in by mail, and keeps the state at a wrong code', async () => {
    const { auth } = createPerson(server);
    const { email } = await register(auth);
    await auth.verifyEmail(linkOf(await mailTo(server, email)));
    const { app } = await addApp(server, server.client().as((await auth.accessToken()) ?? ''));
    await auth.signOut();
    const { requestEmailSignIn: step } = await auth.request(RequestEmailSignInDocument, { email });
    const { code } = await mailTo(server, email);
    const wrong = auth.verifyEmail({ ...step, token: code === '00000000' ? '11111111' : '00000000' });
    await expect(wrong).rejects.toMatchObject({ code: 'INVALID_EMAIL_TOKEN', attemptsLeft: 4 });
    expect(auth.getState().step).toBe('signIn');
    expect(await auth.verifyEmail({ ...step, token: code ?? '' })).toMatchObject({
      step: 'needsCode',
      methods: [{ kind: 'AUTHENTICATOR_APP' }],
    });
    server.passSeconds(30);
    expect(await auth.submitCode(app.codeAt(server.now()))).toMatchObject({ step: 'signedIn' });
  });

  it('sets a forgotten password with the newest of two mails, and signs nobody in', async () => {
    const { auth } = createPerson(server);
    const { user, email } = await register(auth);
    await auth.verifyEmail(linkOf(await mailTo(server, email)));
    await auth.signOut();
    const { requestPasswordReset } = await auth.request(RequestPasswordResetDocument, { email });
    const older = linkOf(await mailTo(server, email));
    server.passSeconds(60);
    const { resendEmail } = await auth.request(ResendEmailDocument, requestPasswordReset);
    expect(resendEmail.challenge).toBe(requestPasswordReset.challenge);
    const newer = linkOf(await mailTo(server, email));
    const newPassword = 'another long password';
    await expect(auth.request(ResetPasswordDocument, { ...older, newPassword })).rejects.toMatchObject({
      code: 'INVALID_EMAIL_TOKEN',
    });
    await auth.request(ResetPasswordDocument, { ...newer, newPassword });
    expect(auth.getState().step).toBe('signIn');
    await auth.signIn({ ...user, password: newPassword });
    expect(auth.getState().step).toBe('signedIn');
  });

  it('keeps the new session after a change of the address, in all tabs', async () => {
    const [here, there] = createTabs();
    const { auth } = createPerson(server, { storage: here });
    const other = createPerson(server, { storage: there });
    const { email: before } = await register(auth);
    await auth.verifyEmail(linkOf(await mailTo(server, before)));
    const email = newAddress();
    await auth.request(RequestEmailChangeDocument, { email });
    await auth.request(ConfirmEmailChangeDocument, linkOf(await mailTo(server, email)));
    server.passSeconds(ACCESS_EXPIRED_SECONDS);
    await expect(auth.request(MeDocument, {})).resolves.toMatchObject({ me: { email } });
    await expect(other.auth.request(MeDocument, {})).resolves.toMatchObject({ me: { email } });
    expect(await mailsTo(server, before)).not.toEqual([]);
  });

  it('ends the session before it when a link signs in', async () => {
    const { auth, storage, wire } = createPerson(server);
    const { email } = await register(auth);
    await auth.verifyEmail(linkOf(await mailTo(server, email)));
    const { refresh } = JSON.parse(storage.read() ?? '') as { refresh: string };
    await auth.request(RequestEmailSignInDocument, { email });
    const revoked = new Promise<void>((done) =>
      wire.once('revokeToken', async (send) => {
        const response = await send();
        done();
        return response;
      }),
    );
    await auth.verifyEmail(linkOf(await mailTo(server, email)));
    await revoked;
    expect((await server.client().refreshToken(refresh)).errors?.[0]?.extensions.code).toMatch(/^TOKEN_/);
  });

  it('does not keep the pair of a mail that other code sends itself', async () => {
    const { auth, storage } = createPerson(server);
    const { email } = await register(auth);
    await auth.verifyEmail(linkOf(await mailTo(server, email)));
    const before = storage.read();
    await auth.request(RequestEmailSignInDocument, { email });
    await auth.request(VerifyEmailDocument, linkOf(await mailTo(server, email)));
    expect(storage.read()).toBe(before);
  });
});
