import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PendingChange } from '../../../src/accounts/undo/pending-change.entity.js';
import { addApp } from '../../setup/factors/authenticator-app.js';
import { type Client, codeOf, dataOf, pairOf } from '../../setup/client.js';
import { otherThan, switchOn } from '../../setup/flows.js';
import { linkOf, mailsTo, mailTo, newAddress, registerUser } from '../../setup/mail.js';
import { addPasskey, startPasskeyServer } from '../../setup/factors/passkeys.js';
import { begin, recover } from '../../setup/factors/recovery-codes.js';
import { newPhone, type TestServer } from '../../setup/server.js';

const NEW_PASSWORD = 'another horse battery';
const HOUR_SECONDS = 3600;

describe('the undo of a change', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startPasskeyServer()));
  afterAll(() => server.close());

  /** A user with a confirmed address, as the helpers for factors want it. */
  async function owner() {
    const { username, email, password, pair } = await registerUser(server);
    const user = await server.app.users.findByUsername(username, server.app.orm.em.fork());
    return {
      user: { user, username, password },
      username,
      email,
      pair,
      client: server.client().as(pair.access),
    };
  }
  const undo = async (token: string) => dataOf(await server.client().undoChange(token)).undoChange;
  const undoTokenTo = async (address: string) => linkOf(await mailTo(server, address)).token;
  const pendingOf = (userId: string) => server.app.orm.em.fork().find(PendingChange, { user: userId });
  const meOf = async (client: Client) => dataOf(await client.authenticators()).me;

  /** What follows an undo: the mail that sets a new password. @returns the user with it */
  async function setPassword<User extends { username: string }>(
    challenge: string,
    email: string,
    user: User,
  ) {
    const { code } = await mailTo(server, email);
    dataOf(await server.client().resetPassword(challenge, code ?? '', NEW_PASSWORD));
    return { ...user, password: NEW_PASSWORD };
  }

  describe('of a password', () => {
    it('ends every session, accepts neither password, and asks for a new one by mail', async () => {
      const { user, username, email, pair, client } = await owner();
      const thief = dataOf(await client.changePassword(user.password, NEW_PASSWORD)).changePassword;
      const token = await undoTokenTo(email);
      const { challenge } = await undo(token);
      for (const { refresh } of [pair, thief])
        expect(codeOf(await server.client().refreshToken(refresh))).toBe('TOKEN_INVALID');
      for (const password of [user.password, NEW_PASSWORD])
        expect(codeOf(await server.client().obtainToken(username, password))).toBe('INVALID_CREDENTIALS');
      await setPassword(challenge, email, user);
      pairOf(dataOf(await server.client().obtainToken(username, NEW_PASSWORD)).obtainToken);
    });

    it('is in the log with what was undone', async () => {
      const { user, email, client } = await owner();
      dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const { challenge } = await undo(await undoTokenTo(email));
      const { username, password } = await setPassword(challenge, email, user);
      const { access } = pairOf(dataOf(await server.client().obtainToken(username, password)).obtainToken);
      const query = '{ me { securityEvents(first: 10) { edges { node { type reason } } } } }';
      const { me } = dataOf(
        await server
          .client()
          .as(access)
          .query<{ me: { securityEvents: { edges: { node: unknown }[] } } }>(query),
      );
      expect(me.securityEvents.edges.map(({ node }) => node)).toContainEqual({
        type: 'CHANGE_UNDONE',
        reason: 'passwordChanged',
      });
    });

    it('works once, for one of several requests at the same time', async () => {
      const { user, email, client } = await owner();
      dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const token = await undoTokenTo(email);
      const responses = await Promise.all(Array.from({ length: 4 }, () => server.client().undoChange(token)));
      expect(responses.map(codeOf).sort()).toEqual([
        'CHALLENGE_EXPIRED',
        'CHALLENGE_EXPIRED',
        'CHALLENGE_EXPIRED',
        undefined,
      ]);
      const late = await server.client().undoChange(token);
      expect(codeOf(late)).toBe('CHALLENGE_EXPIRED');
      expect(late.errors?.[0]?.message).toContain('older than 72 hours');
    });

    it('works for 72 hours and not a second longer', async () => {
      const [early, late] = [await owner(), await owner()];
      for (const { user, client } of [early, late])
        dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const [first, second] = [await undoTokenTo(early.email), await undoTokenTo(late.email)];
      server.passSeconds(72 * HOUR_SECONDS - 60);
      await undo(first);
      server.passSeconds(61);
      expect(codeOf(await server.client().undoChange(second))).toBe('CHALLENGE_EXPIRED');
      pairOf(dataOf(await server.client().obtainToken(late.username, NEW_PASSWORD)).obtainToken);
    });

    it('keeps no token, and nothing of the password', async () => {
      const { user, email, client } = await owner();
      dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const token = await undoTokenTo(email);
      const [row] = await server.app.orm.em
        .fork()
        .execute<{ text: string }[]>(
          'select row_to_json(pending_changes)::text as text from pending_changes',
        );
      expect(row?.text).toContain('token_hash');
      expect(row?.text).not.toContain(token);
      expect(row?.text).not.toContain('$2b$');
    });

    it('is refused for a user who was deactivated, also after an activation', async () => {
      const { user, email, client } = await owner();
      dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const token = await undoTokenTo(email);
      for (const isActive of [false, true]) {
        await server.app.admin.setActive(user.user, isActive, server.app.orm.em.fork());
        expect(codeOf(await server.client().undoChange(token))).toBe('CHALLENGE_EXPIRED');
      }
    });

    it('is not offered for what staff changes while the user is deactivated', async () => {
      const { user, email } = await owner();
      await switchOn(server, user);
      const before = (await mailsTo(server, email)).length;
      const { users, admin, orm } = server.app;
      const em = orm.em.fork();
      await admin.setActive(await users.findByUsername(user.username, em), false, em);
      await admin.disableTwoFactor(await users.findByUsername(user.username, orm.em.fork()), orm.em.fork());
      expect(await mailsTo(server, email)).toHaveLength(before);
      expect(await pendingOf(user.user.id)).toEqual([]);
    });

    it('does not complete a sign-in that was begun before it', async () => {
      const { user, email } = await owner();
      const { client, phone } = await switchOn(server, user);
      dataOf(await client.changePassword(user.password, NEW_PASSWORD));
      const token = await undoTokenTo(email);
      const { challenge } = await begin(server.client(), { ...user, password: NEW_PASSWORD });
      const { code } = server.messageTo(phone);
      await undo(token);
      expect(codeOf(await server.client().verifyTwoFactorToken({ challenge, token: code }))).toBe(
        'CHALLENGE_EXPIRED',
      );
    });

    it('keeps the account of a user whom somebody had removed', async () => {
      const { user, email, client } = await owner();
      const { access } = dataOf(await client.changePassword(user.password, NEW_PASSWORD)).changePassword;
      const token = await undoTokenTo(email);
      dataOf(await client.as(access).deleteAccount());
      const { challenge } = await undo(token);
      const back = await setPassword(challenge, email, user);
      server.passSeconds(8 * 24 * HOUR_SECONDS);
      await server.app.retention.removeExpired();
      pairOf(dataOf(await server.client().obtainToken(back.username, back.password)).obtainToken);
    });

    it('keeps the account of a user who no longer wants it removed, as at the change', async () => {
      const { user, username, email, client } = await owner();
      dataOf(await client.deleteAccount());
      const { access } = pairOf(
        dataOf(await server.client().obtainToken(username, user.password)).obtainToken,
      );
      const changed = await server.client().as(access).changePassword(user.password, NEW_PASSWORD);
      const token = await undoTokenTo(email);
      dataOf(await server.client().as(dataOf(changed).changePassword.access).cancelAccountDeletion());
      const { challenge } = await undo(token);
      const back = await setPassword(challenge, email, user);
      server.passSeconds(8 * 24 * HOUR_SECONDS);
      await server.app.retention.removeExpired();
      pairOf(dataOf(await server.client().obtainToken(back.username, back.password)).obtainToken);
    });
  });

  describe('after a change by a replica whose clock is behind', () => {
    /** @returns the links of the owner, and of the thief, who made the later change in an earlier second */
    async function changedTwice() {
      const { user, email, client } = await owner();
      const address = newAddress();
      const moved = await movedTo(address, client);
      const ofOwner = await undoTokenTo(email);
      server.passSeconds(-2);
      dataOf(await server.client().as(moved.access).changePassword(user.password, NEW_PASSWORD));
      return { email, ofOwner, ofThief: await undoTokenTo(address) };
    }

    it('leaves nothing that a thief could undo', async () => {
      const { ofOwner, ofThief } = await changedTwice();
      await undo(ofOwner);
      expect(codeOf(await server.client().undoChange(ofThief))).toBe('CHALLENGE_EXPIRED');
    });

    it('is not made impossible by a thief who undoes the later one', async () => {
      const { ofOwner, ofThief } = await changedTwice();
      await undo(ofThief);
      await undo(ofOwner);
    });
  });

  async function movedTo(address: string, client: Client) {
    dataOf(await client.requestEmailChange(address));
    const { challenge, token } = linkOf(await mailTo(server, address));
    return dataOf(await client.confirmEmailChange(challenge, token)).confirmEmailChange;
  }

  describe('of the address', () => {
    it('brings the old one back, and the new one opens nothing any more', async () => {
      const { user, email, client } = await owner();
      const address = newAddress();
      await movedTo(address, client);
      const token = await undoTokenTo(email);
      // What the thief has asked for at the new address meanwhile.
      const { challenge: stolen } = dataOf(
        await server.client().requestPasswordReset(address),
      ).requestPasswordReset;
      const { code: stolenCode } = await mailTo(server, address);
      const { challenge } = await undo(token);
      expect(codeOf(await server.client().resetPassword(stolen, stolenCode ?? '', NEW_PASSWORD))).toBe(
        'CHALLENGE_EXPIRED',
      );
      const mailsBefore = (await mailsTo(server, address)).length;
      dataOf(await server.client().requestPasswordReset(address));
      expect(await mailsTo(server, address)).toHaveLength(mailsBefore);
      const { username, password } = await setPassword(challenge, email, user);
      const { access } = pairOf(dataOf(await server.client().obtainToken(email, password)).obtainToken);
      expect(dataOf(await server.client().as(access).me()).me).toMatchObject({ username, email });
    });

    it('undoes everything since, and what was changed since can no longer be undone', async () => {
      const { user, email, client: signedIn } = await owner();
      const { client: withApp, app } = await addApp(server, signedIn);
      const address = newAddress();
      const moved = await movedTo(address, withApp);
      const token = await undoTokenTo(email);
      const thief = server.client().as(moved.access);
      const { client: withPasskey, authenticator } = await addPasskey(thief);
      const authenticators = (await meOf(withPasskey)).authenticators;
      const appOf = authenticators.find((one) => one.__typename === 'AuthenticatorApp');
      dataOf(await withPasskey.removeAuthenticator(appOf?.id ?? ''));
      const thiefsToken = await undoTokenTo(address);

      const { challenge } = await undo(token);
      expect(codeOf(await server.client().undoChange(thiefsToken))).toBe('CHALLENGE_EXPIRED');
      const back = await setPassword(challenge, email, user);
      const required = await begin(server.client(), back);
      expect(required.methods.map(({ kind }) => kind)).toEqual(['AUTHENTICATOR_APP']);
      const { challenge: asked, options } = dataOf(await server.client().requestPasskey()).requestPasskey;
      expect(codeOf(await server.client().verifyPasskey(asked, authenticator.get(options)))).toBe(
        'INVALID_PASSKEY',
      );
      server.passSeconds(30);
      const typed = { challenge: required.challenge, token: app.codeAt(server.now()) };
      const { access } = pairOf(
        dataOf(await server.client().verifyTwoFactorToken(typed)).verifyTwoFactorToken,
      );
      expect((await meOf(server.client().as(access))).authenticators).toEqual([
        expect.objectContaining({ __typename: 'AuthenticatorApp' }),
      ]);
    });

    it('is refused, and changes nothing, while another account has the old one', async () => {
      const { user, email, client } = await owner();
      const address = newAddress();
      const moved = await movedTo(address, client);
      const token = await undoTokenTo(email);
      await registerUser(server, email);
      const refused = await server.client().undoChange(token);
      expect(codeOf(refused)).toBe('CHALLENGE_EXPIRED');
      expect(refused.errors?.[0]?.message).toContain('another account');
      const { me } = dataOf(await server.client().as(moved.access).me());
      expect(me).toMatchObject({ email: address });
      pairOf(dataOf(await server.client().obtainToken(user.username, user.password)).obtainToken);
    });
  });

  describe('of a factor', () => {
    it('sends codes to the old phone again, and not to the new one', async () => {
      const { user, email } = await owner();
      const { client, phone } = await switchOn(server, user);
      const other = newPhone();
      dataOf(await client.verifyPhone(other));
      dataOf(await client.registerPhone(other, server.messageTo(other).code));
      const sentToOther = server.messagesTo(other).length;
      const { challenge } = await undo(await undoTokenTo(email));
      const back = await setPassword(challenge, email, user);
      const required = await begin(server.client(), back);
      const { code } = server.messageTo(phone);
      const sentSince = server.messagesTo(other).slice(0, -sentToOther);
      expect(sentSince.filter(({ service }) => service !== 'notice')).toEqual([]);
      const typed = { challenge: required.challenge, token: code };
      pairOf(dataOf(await server.client().verifyTwoFactorToken(typed)).verifyTwoFactorToken);
    });

    it('puts back all but the number that another account has now, and lets nobody in without a factor', async () => {
      const { user, email } = await owner();
      const { client, phone } = await switchOn(server, user);
      const { client: thief, authenticator } = await addPasskey(client);
      const { authenticators } = await meOf(thief);
      const phoneOf = authenticators.find((one) => one.__typename === 'PhoneAuthenticator');
      dataOf(await thief.removeAuthenticator(phoneOf?.id ?? ''));
      const [, earlier] = (await mailsTo(server, email)).filter(({ link }) => link?.includes('undo'));
      // The thief has the SIM card, too.
      await switchOn(server, await server.createUser(), phone);

      const { challenge } = await undo(linkOf(earlier as NonNullable<typeof earlier>).token);
      const { username, password } = await setPassword(challenge, email, user);
      const { challenge: asked, options } = dataOf(await server.client().requestPasskey()).requestPasskey;
      expect(codeOf(await server.client().verifyPasskey(asked, authenticator.get(options)))).toBe(
        'INVALID_PASSKEY',
      );
      const sent = server.messagesTo(phone).length;
      expect(codeOf(await server.client().obtainToken(username, password))).toBe('FORBIDDEN');
      expect(server.messagesTo(phone)).toHaveLength(sent);
    });

    it('never opens an account without the second factor of before', async () => {
      const { user, email } = await owner();
      const { client, phone } = await switchOn(server, user);
      dataOf(await client.disableTwoFactor());
      const { challenge } = await undo(await undoTokenTo(email));
      const back = await setPassword(challenge, email, user);
      const required = await begin(server.client(), back);
      const { code } = server.messageTo(phone);
      const wrong = { challenge: required.challenge, token: otherThan(code) };
      expect(codeOf(await server.client().verifyTwoFactorToken(wrong))).toBe('INVALID_TWO_FACTOR_TOKEN');
    });

    it('brings apps, passkeys and recovery codes back that were switched off', async () => {
      const { user, email, client } = await owner();
      const { client: withApp, app } = await addApp(server, client);
      const { client: withPasskey, authenticator } = await addPasskey(withApp);
      const { codes } = dataOf(await withPasskey.generateRecoveryCodes()).generateRecoveryCodes;
      dataOf(await withPasskey.disableTwoFactor());
      const { challenge } = await undo(await undoTokenTo(email));
      const back = await setPassword(challenge, email, user);

      const byPasskey = server.client();
      const { challenge: asked, options } = dataOf(await byPasskey.requestPasskey()).requestPasskey;
      pairOf(dataOf(await byPasskey.verifyPasskey(asked, authenticator.get(options))).verifyPasskey);
      const byApp = await begin(server.client(), back);
      const typed = { challenge: byApp.challenge, token: app.codeAt(server.now()) };
      pairOf(dataOf(await server.client().verifyTwoFactorToken(typed)).verifyTwoFactorToken);
      const { client: recovered } = await recover(server, back, codes[0]);
      expect(dataOf(await recovered.authenticators()).me.authenticators).toHaveLength(2);
    });

    it('brings the recovery codes back that new ones replaced, used ones excepted', async () => {
      const { user, email, client } = await owner();
      const { client: withApp } = await addApp(server, client);
      const { codes } = dataOf(await withApp.generateRecoveryCodes()).generateRecoveryCodes;
      await recover(server, user, codes[0]);
      const fresh = dataOf(await withApp.generateRecoveryCodes()).generateRecoveryCodes.codes;
      const { challenge } = await undo(await undoTokenTo(email));
      const back = await setPassword(challenge, email, user);
      for (const code of [fresh[0] ?? '', codes[0] ?? '']) {
        const required = await begin(server.client(), back);
        const typed = { challenge: required.challenge, token: code };
        expect(codeOf(await server.client().verifyTwoFactorToken(typed))).toBe('INVALID_TWO_FACTOR_TOKEN');
      }
      await recover(server, back, codes[1]);
    });

    it('takes a factor away that somebody added to an account without one', async () => {
      const { user, email, client } = await owner();
      await addApp(server, client);
      const { challenge } = await undo(await undoTokenTo(email));
      const { username, password } = await setPassword(challenge, email, user);
      pairOf(dataOf(await server.client().obtainToken(username, password)).obtainToken);
    });

    it('works for what staff has done', async () => {
      const { user, email } = await owner();
      const { phone } = await switchOn(server, user);
      const em = server.app.orm.em.fork();
      const current = await server.app.users.findByUsername(user.username, em);
      await server.app.admin.disableTwoFactor(current, em);
      const { challenge } = await undo(await undoTokenTo(email));
      const required = await begin(server.client(), await setPassword(challenge, email, user));
      const typed = { challenge: required.challenge, token: server.messageTo(phone).code };
      pairOf(dataOf(await server.client().verifyTwoFactorToken(typed)).verifyTwoFactorToken);
    });
  });

  describe('and what is kept for it', () => {
    const secretsOf = async (userId: string) => {
      const [row] = await server.app.orm.em.fork().execute<{ count: number }[]>(
        `select (select count(*) from totp_secrets join authenticators on authenticators.id = authenticator_id
           where user_id = '${userId}')::int
         + (select count(*) from passkeys join authenticators on authenticators.id = authenticator_id
           where user_id = '${userId}')::int
         + (select count(*) from recovery_codes where user_id = '${userId}')::int as count`,
      );
      return row?.count;
    };

    it('is erased after 72 hours, the secrets of removed factors with it', async () => {
      const { user, client } = await owner();
      const { client: withApp } = await addApp(server, client);
      const { client: withPasskey } = await addPasskey(withApp);
      dataOf(await withPasskey.generateRecoveryCodes());
      dataOf(await withPasskey.disableTwoFactor());
      const { id } = user.user;
      server.passSeconds(71 * HOUR_SECONDS);
      await server.app.retention.removeExpired();
      expect(await secretsOf(id)).toBe(12);
      expect(await pendingOf(id)).not.toEqual([]);
      server.passSeconds(HOUR_SECONDS);
      await server.app.retention.removeExpired();
      expect(await pendingOf(id)).toEqual([]);
      expect(await secretsOf(id)).toBe(0);
    });

    it('stays while the factor is in use', async () => {
      const { user, client } = await owner();
      const { client: withApp } = await addApp(server, client);
      dataOf(await withApp.generateRecoveryCodes());
      server.passSeconds(73 * HOUR_SECONDS);
      await server.app.retention.removeExpired();
      expect(await secretsOf(user.user.id)).toBe(11);
    });

    it('is erased with the undo where nothing can bring it back', async () => {
      const { user, email, client } = await owner();
      await addApp(server, client);
      await undo(await undoTokenTo(email));
      expect(await pendingOf(user.user.id)).toEqual([]);
      expect(await secretsOf(user.user.id)).toBe(0);
    });

    it('is nothing for a user without a confirmed address', async () => {
      const user = await server.createUser();
      const { client } = await switchOn(server, user);
      const { client: withApp } = await addApp(server, client);
      dataOf(await withApp.disableTwoFactor());
      expect(await pendingOf(user.user.id)).toEqual([]);
      expect(await secretsOf(user.user.id)).toBe(0);
    });

    it('is in the export of the user', async () => {
      const { user, email, client } = await owner();
      const { access } = dataOf(await client.changePassword(user.password, NEW_PASSWORD)).changePassword;
      const { exportMyData } = dataOf(
        await server.client().as(access).query<{ exportMyData: string }>('{ exportMyData }'),
      );
      expect(JSON.parse(exportMyData)).toMatchObject({ changesToUndo: [{ kind: 'passwordChanged', email }] });
    });
  });

  it('is mailed for a hundred changes a day of what is grave, and for ten of the rest', async () => {
    const { user, email, client } = await owner();
    const { id } = user.user;
    const earlier = (count: number) =>
      server.app.orm.em.fork().execute(
        `insert into pending_changes (id, user_id, kind, email, email_verified_at, authenticator_ids,
           recovery_code_hashes, created_at, expires_at)
         select gen_random_uuid(), ?, 'passwordChanged', ?, now(), '{}', '{}', ?, ? from generate_series(1, ?)`,
        [id, email, server.now(), new Date(server.now().getTime() + HOUR_SECONDS * 1000), count],
      );
    const mails = async () =>
      (await mailsTo(server, email)).filter(({ link }) => link?.includes('undo')).length;
    await earlier(10);
    const { client: withApp } = await addApp(server, client);
    expect(await mails()).toBe(0);
    const { access } = dataOf(await withApp.disableTwoFactor()).disableTwoFactor;
    expect(await mails()).toBe(1);
    await earlier(89);
    dataOf(await server.client().as(access).changePassword(user.password, NEW_PASSWORD));
    expect(await mails()).toBe(1);
  });

  it('counts wrong tokens on the address that they come from', async () => {
    const client = server.client();
    const codes = [];
    for (let tried = 0; tried < 200 && codes.at(-1) !== 'RATE_LIMITED'; tried++)
      codes.push(codeOf(await client.undoChange('x'.repeat(43))));
    expect(codes[0]).toBe('CHALLENGE_EXPIRED');
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });
});
