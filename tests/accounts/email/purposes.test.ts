import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiResponse, type Client, codeOf, dataOf, pairOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { linkOf, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

type Purpose = 'register' | 'invite' | 'signIn' | 'resetPassword' | 'changeEmail' | 'keepAccount';
type Proof = ReturnType<typeof linkOf>;

interface Taker {
  readonly takes: readonly Purpose[];
  readonly send: (client: Client, proof: Proof) => Promise<ApiResponse<unknown>>;
}

/** What takes the proof of a mail, and of which purposes. */
const TAKERS = {
  verifyEmail: {
    takes: ['register', 'signIn'] as const,
    send: (client, { challenge, token }) => client.verifyEmail(challenge, token),
  },
  resetPassword: {
    takes: ['resetPassword'],
    send: (client, { challenge, token }) => client.resetPassword(challenge, token, 'staple battery horse'),
  },
  acceptInvitation: {
    takes: ['invite'],
    send: (client, { challenge, token }) => client.acceptInvitation(challenge, token, PASSWORD),
  },
  confirmEmailChange: {
    takes: ['changeEmail'],
    send: (client, { challenge, token }) => client.confirmEmailChange(challenge, token),
  },
  keepAccount: {
    takes: ['keepAccount'],
    send: (client, { challenge, token }) => client.keepAccount(challenge, token),
  },
} satisfies Record<string, Taker>;

describe('the proof of a mail', () => {
  let server: TestServer;
  /** Of one user, but for the first two. */
  let proofs: Record<Purpose, Proof>;
  let client: Client;

  beforeAll(async () => {
    server = await startServer({ EMAIL_SIGN_IN: 'true' });
    const mailed = async (email: string) => linkOf(await mailTo(server, email));
    const [registered, invited, other] = [newAddress(), newAddress(), newAddress()];
    dataOf(await server.client().register(`user-${randomUUID()}`, registered, PASSWORD));
    const { client: staff } = await signIn(server, await server.createUser({ isStaff: true }));
    dataOf(await staff.inviteUser(`user-${randomUUID()}`, invited));
    const { email, username, pair } = await registerUser(server);
    const owner = server.client().as(pair.access);
    dataOf(await owner.requestEmailSignIn(email));
    const byMail = await mailed(email);
    dataOf(await owner.requestPasswordReset(email));
    const reset = await mailed(email);
    dataOf(await owner.requestEmailChange(other));
    dataOf(await owner.deleteAccount());
    proofs = {
      ...{ register: await mailed(registered), invite: await mailed(invited), signIn: byMail },
      ...{ resetPassword: reset, changeEmail: await mailed(other), keepAccount: await mailed(email) },
    };
    const again = pairOf(dataOf(await server.client().obtainToken(username, PASSWORD)).obtainToken);
    client = server.client().as(again.access);
  });
  afterAll(() => server.close());

  it.each(Object.entries<Taker>(TAKERS))(
    'is of no use for anything else: %s',
    async (_name, { takes, send }) => {
      const others = Object.entries(proofs).filter(([purpose]) => !takes.some((taken) => taken === purpose));
      expect(others.length).toBeGreaterThan(3);
      for (const [purpose, proof] of others)
        expect([purpose, codeOf(await send(client, proof))]).toEqual([purpose, 'CHALLENGE_EXPIRED']);
    },
  );

  it('is of use for its own, whatever else was tried with it, and no more once the address has changed', async () => {
    const { verifyEmail, acceptInvitation, keepAccount, confirmEmailChange, resetPassword } = TAKERS;
    for (const purpose of verifyEmail.takes) dataOf(await verifyEmail.send(server.client(), proofs[purpose]));
    dataOf(await acceptInvitation.send(server.client(), proofs.invite));
    dataOf(await keepAccount.send(server.client(), proofs.keepAccount));
    dataOf(await confirmEmailChange.send(client, proofs.changeEmail));
    expect(codeOf(await resetPassword.send(server.client(), proofs.resetPassword))).toBe('CHALLENGE_EXPIRED');
  });
});
