import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { codeOf, dataOf, pairOf } from '../../setup/client.js';
import { type MailServer, startMailServer } from '../../setup/mail-server.js';
import { linkOf, mailTo, newAddress } from '../../setup/mail.js';
import { preparedFolder } from '../../setup/process.js';
import { PASSWORD, startServer, type TestServer } from '../../setup/server.js';
import { cli, document } from '../harness.js';

// Each command opens the database anew.

type Env = Record<string, string>;

const NEW = 'stapled quite differently';

let mailServer: MailServer;
let env: Env;

beforeAll(async () => {
  mailServer = await startMailServer();
  env = {
    DATA_DIR: preparedFolder('cli-user-mail'),
    REGISTRATION: 'invited',
    MAIL_URL: `smtp://127.0.0.1:${mailServer.port}`,
    MAIL_FROM: 'login@example.com',
    APP_URL: 'https://app.example.com',
  };
});
afterAll(() => mailServer.close());

/** Lets a front end talk to a server on the data that the commands work on. */
async function served<T>(data: Env, work: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await startServer(data);
  try {
    return await work(server);
  } finally {
    await server.close();
  }
}

/** Production on the same data. The database is the embedded one. */
function inProduction({ DATA_DIR = '' }: Env): Env {
  return {
    ...{
      DATA_DIR,
      DATABASE_URL: 'embedded',
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://login.example.com',
    },
    ...{ JWT_KEYS: '/run/secrets/signing-key.pem', TWO_FACTOR_PROVIDER: 'twilio' },
    ...{ TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'made-up' },
    ...{ TWILIO_VERIFY_SERVICE_SID: `VA${'1'.repeat(32)}` },
  };
}

/** What the link of the newest mail to an address carries. */
function newestLink(address: string) {
  const mail = mailServer.mails.findLast(({ to }) => to && !Array.isArray(to) && to.text === address);
  const [link = ''] = /https:\/\/app\.example\.com\/\S+/.exec(mail?.text ?? '') ?? [];
  const { pathname, searchParams } = new URL(link);
  return {
    pathname,
    challenge: searchParams.get('challenge') ?? '',
    token: searchParams.get('token') ?? '',
  };
}

/** An invited user who has set a password, and so has a confirmed address. */
async function invitedUser(username: string) {
  const email = newAddress();
  expect(await cli(['user', 'invite', username, email], { env })).toMatchObject({ code: 0 });
  const { challenge, token } = newestLink(email);
  await served(env, async (server) =>
    dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD)),
  );
  return { username, email };
}

describe('cli user invite', () => {
  it('mails a link with which the user sets a password, and is in the record', async () => {
    const email = newAddress();
    const invited = await cli(['user', 'invite', ' Ada ', email], { env });
    expect(invited).toEqual({ code: 0, stdout: 'Ada gets an invitation by mail.\n', stderr: '' });
    const { pathname, challenge, token } = newestLink(email);
    expect(pathname).toBe('/invitation');
    await served(env, async (server) => {
      const client = server.client();
      expect(codeOf(await client.obtainToken('ada', PASSWORD))).toBe('INVALID_CREDENTIALS');
      const pair = dataOf(await client.acceptInvitation(challenge, token, PASSWORD)).acceptInvitation;
      const query = '{ me { username email isStaff securityEvents { edges { node { type ipAddress } } } } }';
      const { me } = dataOf(await client.as(pair.access).query<{ me: object }>(query));
      expect(me).toMatchObject({ username: 'Ada', email, isStaff: false });
      expect(JSON.stringify(me)).toContain('{"type":"USER_INVITED","ipAddress":"command line"}');
    });
  });

  it('makes staff where it is told so, and prints what there is of the user', async () => {
    const email = newAddress();
    const invited = await cli(['user', 'invite', 'grace', email, '--staff', '--json'], { env });
    expect(invited.code).toBe(0);
    expect(document(invited)).toEqual({
      user: expect.objectContaining({
        ...{ username: 'grace', email, isStaff: true, isActive: true, hasPassword: false },
      }),
    });
    expect(invited.stdout).not.toContain(newestLink(email).token);
  });

  it('in development leaves its mail to the mailbox of the server', async () => {
    const [data, email] = [{ DATA_DIR: preparedFolder('cli-user-mailbox') }, newAddress()];
    expect(await cli(['user', 'invite', 'ada', email], { env: data })).toMatchObject({ code: 0 });
    await served(data, async (server) => {
      const { challenge, token } = linkOf(await mailTo(server, email));
      dataOf(await server.client().acceptInvitation(challenge, token, PASSWORD));
    });
  });

  it('refuses what cannot be, in one sentence, and mails nobody', async () => {
    const { username, email } = await invitedUser('taken');
    const sent = mailServer.mails.length;
    const free = newAddress();
    for (const [args, code, message] of [
      [[username, free], 'USERNAME_TAKEN', 'Another user has this username. Choose another one.'],
      [['free', email], 'BAD_USER_INPUT', 'Another user has confirmed this address.'],
      [['free', 'nobody'], 'BAD_USER_INPUT', 'This is not an e-mail address.'],
      [['a@b', free], 'BAD_USER_INPUT', 'A username cannot contain @.'],
    ] as const) {
      const refused = await cli(['user', 'invite', ...args, '--json'], { env });
      expect(refused.code).toBe(1);
      expect(document(refused)).toEqual({ error: { code, message } });
    }
    expect(mailServer.mails).toHaveLength(sent);
    expect(await cli(['user', 'invite', 'free'], { env })).toMatchObject({ code: 2, stdout: '' });
  });

  it('sends no more mails to one address than the limit allows', async () => {
    const email = newAddress();
    const limited = { ...env, LIMIT_MAILS_PER_RECIPIENT: '1/1h' };
    expect(await cli(['user', 'invite', 'first', email], { env: limited })).toMatchObject({ code: 0 });
    const refused = await cli(['user', 'invite', 'first', email, '--json'], { env: limited });
    expect(refused.code).toBe(1);
    expect(document(refused)).toMatchObject({
      error: {
        code: 'RATE_LIMITED',
        message: expect.stringMatching(/^Too many attempts\. Try again in \d+ minutes\.$/),
      },
    });
  });

  it.each([
    ['where registration is closed', () => ({ ...env, REGISTRATION: 'closed' })],
    ['in production that was not told otherwise', () => inProduction(env)],
  ])('is refused %s', async (_where, closed) => {
    const email = newAddress();
    const refused = await cli(['user', 'invite', 'nobody', email], { env: closed() });
    expect(refused).toEqual({
      ...{ code: 1, stdout: '' },
      stderr: 'Registration is closed here. The operator can change REGISTRATION to invited.\n',
    });
    const { users } = document(await cli(['user', 'list', '--search', 'nobody', '--json'], { env }));
    expect(users).toEqual([]);
  });

  it('needs a mail server in production', async () => {
    const refused = await cli(['user', 'invite', 'nobody', newAddress(), '--json'], {
      env: { ...inProduction(env), REGISTRATION: 'invited' },
    });
    expect(refused.code).toBe(3);
    expect(document(refused)).toEqual({
      error: {
        code: 'CONFIGURATION',
        message: expect.stringContaining('MAIL_URL must be set in production'),
      },
    });
  });
});

describe('cli user revoke-invitation', () => {
  it('ends the link, frees name and address, and is in the record', async () => {
    const [mistyped, email] = [newAddress(), newAddress()];
    await cli(['user', 'invite', 'mistyped', mistyped], { env });
    const { challenge, token } = newestLink(mistyped);
    const taken = await cli(['user', 'invite', 'mistyped', email, '--json'], { env });
    expect(document(taken)).toMatchObject({ error: { code: 'USERNAME_TAKEN' } });
    const revoked = await cli(['user', 'revoke-invitation', ' Mistyped '], { env });
    expect(revoked).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: 'mistyped is no longer invited. The account is removed.\n',
    });
    expect(await cli(['user', 'invite', 'mistyped', email], { env })).toMatchObject({ code: 0 });
    const listed = await cli(['user', 'list', '--search', 'mistyped', '--json'], { env });
    expect(document(listed)['users']).toEqual([
      expect.objectContaining({ email, state: 'invited', isActive: true }),
    ]);
    await served(env, async (server) => {
      const accept = server.client().acceptInvitation(challenge, token, PASSWORD);
      expect(codeOf(await accept)).toBe('CHALLENGE_EXPIRED');
      const events = await server.app.orm.em.fork().find(SecurityEvent, { type: 'invitationRevoked' });
      expect(events).toMatchObject([{ ipAddress: 'command line' }]);
    });
  });

  it('is for users alone who are invited', async () => {
    const { username } = await invitedUser('settled');
    for (const [name, message] of [
      [username, 'This user has accepted the invitation, or never got one.'],
      ['stranger', 'There is no user of this name.'],
    ] as const) {
      const refused = await cli(['user', 'revoke-invitation', name, '--json'], { env });
      expect(refused.code).toBe(1);
      expect(document(refused)).toEqual({ error: { code: 'BAD_USER_INPUT', message } });
    }
  });
});

describe('cli user set-email', () => {
  it('sets an address that its user has yet to confirm, and mails the one of before', async () => {
    const { username, email } = await invitedUser('moving');
    const next = newAddress();
    const set = await cli(['user', 'set-email', username, next], { env });
    expect(set).toEqual({
      ...{ code: 0, stderr: '' },
      stdout: 'moving has a new address, which is not confirmed yet. All their sessions are ended.\n',
    });
    expect(newestLink(email).pathname).toBe('/undo-change');
    const again = await cli(['user', 'set-email', username, next, '--verified', '--json'], { env });
    expect(document(again)).toEqual({
      user: expect.objectContaining({ email: next, emailVerifiedAt: expect.any(String) }),
    });
  });

  it('refuses in one sentence', async () => {
    const { email } = await invitedUser('neighbour');
    const refused = await cli(['user', 'set-email', 'moving', email, '--json'], { env });
    expect(refused.code).toBe(1);
    expect(document(refused)).toEqual({
      error: { code: 'BAD_USER_INPUT', message: 'Another user has confirmed this address.' },
    });
  });
});

describe('cli user send-password-reset', () => {
  it('mails a link that sets a new password, and lets the old one work until then', async () => {
    const { email } = await invitedUser('forgetful');
    const sent = await cli(['user', 'send-password-reset', 'FORGETFUL'], { env });
    expect(sent).toEqual({ code: 0, stdout: 'forgetful gets a mail.\n', stderr: '' });
    const { pathname, challenge, token } = newestLink(email);
    expect(pathname).toBe('/reset-password');
    await served(env, async (server) => {
      const signIn = (password: string) => server.client().obtainToken('forgetful', password);
      pairOf(dataOf(await signIn(PASSWORD)).obtainToken);
      const client = server.client();
      dataOf(await client.resetPassword(challenge, token, NEW));
      expect(codeOf(await signIn(PASSWORD))).toBe('INVALID_CREDENTIALS');
      pairOf(dataOf(await signIn(NEW)).obtainToken);
    });
  });

  it('is for users with a confirmed address', async () => {
    await cli(['user', 'create', 'silent', '--no-password'], { env });
    await cli(['user', 'create', 'unproven', '--no-password', '--email', newAddress()], { env });
    const sent = mailServer.mails.length;
    for (const [username, message] of [
      ['silent', 'This user has no confirmed e-mail address.'],
      ['unproven', 'This user has no confirmed e-mail address.'],
      ['stranger', 'There is no user of this name.'],
    ] as const) {
      const refused = await cli(['user', 'send-password-reset', username, '--json'], { env });
      expect(refused.code).toBe(1);
      expect(document(refused)).toEqual({ error: { code: 'BAD_USER_INPUT', message } });
    }
    expect(mailServer.mails).toHaveLength(sent);
  });

  it('says so where no mail can be sent', async () => {
    const refused = await cli(['user', 'send-password-reset', 'forgetful'], { env: inProduction(env) });
    expect(refused).toEqual({
      code: 3,
      stdout: '',
      stderr: 'This server cannot send mails. The operator can set MAIL_URL.\n',
    });
  });

  it('works where registration is closed', async () => {
    const { email } = await invitedUser('old friend');
    const closed = { ...env, REGISTRATION: 'closed' };
    const sent = await cli(['user', 'send-password-reset', 'old friend'], { env: closed });
    expect(sent).toMatchObject({ code: 0 });
    expect(newestLink(email).pathname).toBe('/reset-password');
  });
});
