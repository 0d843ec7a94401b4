import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OutboxMessage } from '../../../src/outbox/outbox-message.entity.js';
import { User } from '../../../src/accounts/user.entity.js';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { signIn } from '../../setup/flows.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';

const DAY_SECONDS = 86_400;
const newName = () => `user-${randomUUID()}`;

interface StateOf {
  user: { state: string; isActive: boolean; deletesAt: string | null };
  users: { edges: { node: { id: string; state: string } }[] };
}

describe('an invitation', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ REGISTRATION: 'invited' })));
  afterAll(() => server.close());

  const staff = async () => (await signIn(server, await server.createUser({ isStaff: true }))).client;

  async function invited({ isStaff = false } = {}) {
    const [username, email] = [newName(), newAddress()];
    const { id } = dataOf(await (await staff()).inviteUser(username, email, isStaff)).inviteUser;
    return { id, username, email, ...linkOf(await mailTo(server, email)) };
  }

  it('sets the first password, confirms the address and signs in', async () => {
    const { username, email, challenge, token } = await invited({ isStaff: true });
    const mail = await mailTo(server, email);
    expect(mail).toMatchObject({ code: null, subject: expect.stringMatching(/^You are invited to /) });
    expect(mail.text).toContain(username);
    const pair = dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD)).acceptInvitation;
    const { me } = dataOf(await server.client().as(pair.access).me());
    expect(me).toMatchObject({ username, email, isStaff: true });
    pairOf(dataOf(await server.client().obtainToken(email, PASSWORD)).obtainToken);
    expect(codeOf(await server.client().acceptInvitation(challenge, token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('opens no session before, and ends after seven days', async () => {
    const { username, challenge, token } = await invited();
    expect(codeOf(await server.client().obtainToken(username, PASSWORD))).toBe('INVALID_CREDENTIALS');
    server.passSeconds(7 * DAY_SECONDS + 1);
    expect(codeOf(await server.client().acceptInvitation(challenge, token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
    await server.app.retention.removeExpired();
    dataOf(await (await staff()).inviteUser(username, newAddress()));
  });

  it('is taken with a strong password only, and a weak one does not use it up', async () => {
    const { username, challenge, token } = await invited();
    for (let tries = 0; tries < 6; tries++)
      expect(codeOf(await server.client().acceptInvitation(challenge, token, username))).toBe(
        'WEAK_PASSWORD',
      );
    dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD));
  });

  it('is replaced by another one to the same address', async () => {
    const first = await invited();
    const second = newName();
    dataOf(await (await staff()).inviteUser(second, first.email));
    expect(codeOf(await server.client().acceptInvitation(first.challenge, first.token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
    const { challenge, token } = linkOf(await mailTo(server, first.email));
    const pair = dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD)).acceptInvitation;
    expect(dataOf(await server.client().as(pair.access).me()).me).toMatchObject({ username: second });
  });

  it('is withdrawn: its link ends, and name and address are free at once', async () => {
    const client = await staff();
    const { id, username, email, challenge, token } = await invited();
    expect(codeOf(await client.inviteUser(username, newAddress()))).toBe('USERNAME_TAKEN');
    dataOf(await client.revokeInvitation(id));
    expect(codeOf(await server.client().acceptInvitation(challenge, token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
    dataOf(await client.inviteUser(username, newAddress()));
    dataOf(await client.inviteUser(newName(), email));
    const query = `query ($id: ID!) { securityEvents(userId: $id, first: 1) { edges { node { type } } } }`;
    expect((await client.query(query, { id })).data).toEqual({
      securityEvents: { edges: [{ node: { type: 'INVITATION_REVOKED' } }] },
    });
  });

  it('is not withdrawn once it is accepted, and of both at once one comes about', async () => {
    const client = await staff();
    const { id, challenge, token } = await invited();
    const { access } = dataOf(
      await server.client().acceptInvitation(challenge, token, PASSWORD),
    ).acceptInvitation;
    expect(codeOf(await client.revokeInvitation(id))).toBe('BAD_USER_INPUT');
    expect(codeOf(await server.client().as(access).me())).toBeUndefined();
    for (let round = 0; round < 5; round++) {
      const other = await invited();
      const [accepted, revoked] = await Promise.all([
        server.client().acceptInvitation(other.challenge, other.token, PASSWORD),
        client.revokeInvitation(other.id),
      ]);
      const codes = [codeOf(accepted), codeOf(revoked)];
      expect([
        [undefined, 'BAD_USER_INPUT'],
        ['CHALLENGE_EXPIRED', undefined],
      ]).toContainEqual(codes);
    }
    expect(server.log()).not.toMatch(/deadlock|40P01/);
  });

  it('is seen by staff for as long as it waits, with its end', async () => {
    const client = await staff();
    const { id, challenge, token } = await invited();
    const query = `query ($id: ID!, $search: String) {
      user(id: $id) { state isActive deletesAt }
      users(search: $search, filter: { state: INVITED }) { edges { node { id state } } }
    }`;
    const read = async () => dataOf(await client.query<StateOf>(query, { id, search: 'user-' }));
    const { user, users } = await read();
    expect(user).toMatchObject({ state: 'INVITED', isActive: true });
    const seconds = (Date.parse(user.deletesAt ?? '') - server.now().getTime()) / 1000;
    expect(Math.abs(seconds - 7 * DAY_SECONDS)).toBeLessThan(600);
    expect(users.edges.map(({ node }) => node)).toContainEqual({ id, state: 'INVITED' });
    dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD));
    const accepted = await read();
    expect(accepted.user).toEqual({ state: 'ACTIVE', isActive: true, deletesAt: null });
    expect(accepted.users.edges.map(({ node }) => node.id)).not.toContain(id);
  });

  it('is for staff with a recent sign-in alone', async () => {
    const { client } = await signIn(server, await server.createUser());
    expect(codeOf(await client.inviteUser(newName(), newAddress()))).toBe('FORBIDDEN');
    expect(codeOf(await server.client().inviteUser(newName(), newAddress()))).toBe('UNAUTHENTICATED');
    const user = await server.createUser({ isStaff: true });
    const { pair } = await signIn(server, user);
    server.passSeconds(301);
    const { access } = dataOf(await server.client().refreshToken(pair.refresh)).refreshToken;
    expect(codeOf(await server.client().as(access).inviteUser(newName(), newAddress()))).toBe(
      'REAUTHENTICATION_REQUIRED',
    );
  });

  it('is refused for a taken name, and for a confirmed address', async () => {
    const client = await staff();
    const known = await invited();
    dataOf(await server.client().acceptInvitation(known.challenge, known.token, PASSWORD));
    expect(codeOf(await client.inviteUser(known.username, newAddress()))).toBe('USERNAME_TAKEN');
    const { errors } = await client.inviteUser(newName(), known.email);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'email' });
  });

  it('opens a session that may only enroll where everybody needs a second factor', async () => {
    const strict = await startServer({ REGISTRATION: 'invited', TWO_FACTOR_POLICY: 'required' });
    const email = newAddress();
    await strict.app.invitations.invite(
      { username: newName(), email, isStaff: false },
      { em: strict.app.orm.em.fork(), ipAddress: 'staff', userAgent: null, locale: undefined, viewer: null },
    );
    const { challenge, token } = linkOf(await mailTo(strict, email));
    const pair = dataOf(await strict.client().acceptInvitation(challenge, token, PASSWORD)).acceptInvitation;
    expect(codeOf(await strict.client().as(pair.access).sessions())).toBe('TWO_FACTOR_ENROLLMENT_REQUIRED');
    await strict.close();
  });

  it('is the only way in where registration is by invitation, and none where it is closed', async () => {
    expect(codeOf(await server.client().register(newName(), newAddress(), PASSWORD))).toBe('FORBIDDEN');
    const closed = await startServer({ REGISTRATION: 'closed' });
    const { client } = await signIn(closed, await closed.createUser({ isStaff: true }));
    expect(codeOf(await client.inviteUser(newName(), newAddress()))).toBe('FORBIDDEN');
    await closed.close();
  });

  it('lets one in of twenty who open it at once', async () => {
    const { challenge, token } = await invited();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => server.client().acceptInvitation(challenge, token, PASSWORD)),
    );
    expect(all.filter(({ data }) => data)).toHaveLength(1);
    for (const refused of all.filter(({ data }) => !data))
      expect(['CHALLENGE_EXPIRED', 'SERVICE_UNAVAILABLE']).toContain(codeOf(refused));
  });

  it('ends where another account proves the address first, and where staff deactivates it', async () => {
    const { email, challenge, token } = await invited({ isStaff: true });
    const { user } = await server.createUser({ email });
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.id }, { emailVerifiedAt: server.now() });
    expect(codeOf(await server.client().acceptInvitation(challenge, token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
    const other = await invited();
    dataOf(await (await staff()).deactivateUser(other.id));
    expect(codeOf(await server.client().acceptInvitation(other.challenge, other.token, PASSWORD))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('is taken by its own mutation alone, and opens nothing without a password of its user', async () => {
    const { challenge, token, email, username } = await invited();
    expect(codeOf(await server.client().verifyEmail(challenge, token))).toBe('CHALLENGE_EXPIRED');
    expect(codeOf(await server.client().resetPassword(challenge, token, PASSWORD))).toBe('CHALLENGE_EXPIRED');
    dataOf(await server.client().requestPasswordReset(email));
    expect(await mailsTo(server, email)).toHaveLength(1);
    for (const password of ['', PASSWORD])
      expect(codeOf(await server.client().obtainToken(username, password))).toBe('INVALID_CREDENTIALS');
  });

  it('is not ended by somebody who registers with the same address', async () => {
    const open = await startServer();
    const { client } = await signIn(open, await open.createUser({ isStaff: true }));
    const email = newAddress();
    dataOf(await client.inviteUser(newName(), email));
    const { challenge, token } = linkOf(await mailTo(open, email));
    dataOf(await open.client().register(newName(), email, PASSWORD));
    dataOf(await open.client().acceptInvitation(challenge, token, PASSWORD));
    await open.close();
  });
});

describe('what staff does to an account', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  async function staffAndUser() {
    const [{ client: staff }, user] = [
      await signIn(server, await server.createUser({ isStaff: true })),
      await registerUser(server),
    ];
    const { me } = dataOf(await server.client().as(user.pair.access).me());
    return { staff, user, id: String(me?.['id']) };
  }

  it('deactivates, and activates again', async () => {
    const { staff, user, id } = await staffAndUser();
    expect(dataOf(await staff.deactivateUser(id)).deactivateUser.isActive).toBe(false);
    expect(codeOf(await server.client().as(user.pair.access).me())).toBe('UNAUTHENTICATED');
    expect(codeOf(await server.client().obtainToken(user.username, PASSWORD))).toBe('INVALID_CREDENTIALS');
    expect(dataOf(await staff.activateUser(id)).activateUser.isActive).toBe(true);
    pairOf(dataOf(await server.client().obtainToken(user.username, PASSWORD)).obtainToken);
  });

  it('deactivates nobody by themselves, in whatever letters their id is written', async () => {
    const { staff } = await staffAndUser();
    const id = String(dataOf(await staff.me()).me?.['id']);
    for (const written of [id, id.toUpperCase()])
      expect(codeOf(await staff.deactivateUser(written))).toBe('FORBIDDEN');
  });

  it('signs out', async () => {
    const { staff, user, id } = await staffAndUser();
    dataOf(await staff.signOutUser(id));
    expect(codeOf(await server.client().as(user.pair.access).me())).toBe('UNAUTHENTICATED');
  });

  it('sends what sets a new password, and only to a confirmed address', async () => {
    const { staff, user, id } = await staffAndUser();
    dataOf(await staff.sendPasswordReset(id));
    const { challenge, token } = linkOf(await mailTo(server, user.email));
    dataOf(await server.client().resetPassword(challenge, token, 'staple battery horse'));
    const email = newAddress();
    const { user: other } = await server.createUser({ email });
    expect(codeOf(await staff.sendPasswordReset(other.id))).toBe('BAD_USER_INPUT');
    expect(await mailsTo(server, email)).toEqual([]);
  });

  it('says that a deactivated user gets no mail', async () => {
    const { staff, id } = await staffAndUser();
    dataOf(await staff.deactivateUser(id));
    const refused = await staff.sendPasswordReset(id);
    expect(codeOf(refused)).toBe('BAD_USER_INPUT');
    expect(refused.errors?.[0]?.message).toContain('deactivated');
  });

  it.each([
    'deactivateUser',
    'activateUser',
    'signOutUser',
    'sendPasswordReset',
    'revokeInvitation',
  ] as const)('is not %s of oneself, of nobody, and not for others than staff', async (name) => {
    const self = await server.createUser({ isStaff: true });
    const { client } = await signIn(server, self);
    expect(codeOf(await client[name](self.user.id))).toBe('FORBIDDEN');
    expect(codeOf(await client[name](randomUUID()))).toBe('BAD_USER_INPUT');
    expect(codeOf(await client[name]('x'))).toBe('BAD_USER_INPUT');
    const { client: nobody } = await signIn(server, await server.createUser());
    expect(codeOf(await nobody[name](self.user.id))).toBe('FORBIDDEN');
  });
});

describe('an invitation where anybody may register', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer({ REGISTRATION: 'open' })));
  afterAll(() => server.close());

  it('ends a registration of the same address that is confirmed later', async () => {
    const email = newAddress();
    dataOf(await server.client().register(newName(), email, PASSWORD));
    const registration = linkOf(await mailTo(server, email));
    const { client } = await signIn(server, await server.createUser({ isStaff: true }));
    dataOf(await client.inviteUser(newName(), email));
    const { challenge, token } = linkOf(await mailTo(server, email));
    dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD));
    expect(codeOf(await server.client().verifyEmail(registration.challenge, registration.token))).toBe(
      'CHALLENGE_EXPIRED',
    );
  });

  it('that was withdrawn before its mail was written sends none', async () => {
    const held = await startServer();
    const { client } = await signIn(held, await held.createUser({ isStaff: true }));
    await held.app.outbox.stop();
    const { id } = dataOf(await client.inviteUser(newName(), newAddress())).inviteUser;
    dataOf(await client.revokeInvitation(id));
    const queued = await held.app.orm.em.fork().find(OutboxMessage, { kind: 'emailStep' });
    expect(queued).toHaveLength(1);
    const write = held.app.outbox.handlers.get('emailStep');
    expect(await write?.(queued[0]?.payload ?? {})).toEqual({ kind: 'delivered' });
    expect(held.app.mailbox?.mails()).toEqual([]);
    await held.close();
  });
});
