import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDemoUser, DEMO_USER } from '../../src/accounts/demo-user.js';
import { User } from '../../src/accounts/user.entity.js';
import { parseNewUsername, usernameKey } from '../../src/accounts/username.js';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { codeOf } from '../setup/client.js';
import { signIn } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';

const COMPOSED = 'Münchner Straßenbahn'.normalize('NFC');
const DECOMPOSED = COMPOSED.normalize('NFD');

describe('a password', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it.each([
    ['composed', COMPOSED, DECOMPOSED],
    ['decomposed', DECOMPOSED, COMPOSED],
    ['in full width', 'ｃｏｒｒｅｃｔ horse', 'correct horse'],
  ])('set %s signs in typed the other way, also after a change', async (_how, set, typed) => {
    const user = await server.createUser({ password: set });
    expect(codeOf(await server.client().obtainToken(user.username, typed))).toBeUndefined();
    const { client } = await signIn(server, user);
    expect(codeOf(await client.changePassword(typed, `${set} 2`))).toBeUndefined();
    expect(codeOf(await server.client().obtainToken(user.username, `${typed} 2`))).toBeUndefined();
    await server.app.admin.setPassword(user.user, `${set} 3`, server.app.orm.em.fork());
    expect(codeOf(await server.client().obtainToken(user.username, `${typed} 3`))).toBeUndefined();
  });

  it('has its length counted in the form that is compared', async () => {
    // 72 bytes composed, 108 decomposed.
    const longest = 'ü'.repeat(36).normalize('NFD');
    const user = await server.createUser({ password: longest });
    expect(codeOf(await server.client().obtainToken(user.username, longest))).toBeUndefined();
    // One character that becomes eighteen, and eight that become four.
    await expect(server.createUser({ password: 'ﷺ'.repeat(4) })).rejects.toMatchObject({
      code: 'WEAK_PASSWORD',
    });
    const four = 'ü9'.repeat(3).normalize('NFD');
    expect(Array.from(four).length).toBeGreaterThanOrEqual(8);
    await expect(server.createUser({ password: four })).rejects.toMatchObject({ code: 'WEAK_PASSWORD' });
  });

  it('that is common is refused in any form', async () => {
    await expect(server.createUser({ password: 'ｐａｓｓｗｏｒｄ１' })).rejects.toMatchObject({
      code: 'WEAK_PASSWORD',
    });
  });
});

describe('a username', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());

  it('has one compared form, whatever the character', () => {
    const changed: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const character = String.fromCodePoint(point);
      // Surrogates, and characters that nothing is assigned to.
      if (/^[\p{Cs}\p{Cn}\p{Co}]$/u.test(character)) continue;
      for (const name of [character, `a${character}b`]) {
        const key = usernameKey(name);
        if (usernameKey(key) !== key || usernameKey(name.toUpperCase()) !== key) changed.push(name);
      }
    }
    expect(changed).toEqual([]);
  });

  it('has one compared form with accents, too, however they are ordered', () => {
    const changed: string[] = [];
    for (let letter = 0x41; letter < 0x250; letter++)
      for (let accent = 0x300; accent < 0x345; accent++)
        for (const dot of ['', '\u0307', '\u0323']) {
          const name = String.fromCodePoint(letter, accent) + dot;
          const key = usernameKey(name);
          const same = [key, name.normalize('NFD'), name.normalize('NFC'), name.toUpperCase()];
          if (same.some((other) => usernameKey(other) !== key)) changed.push(name);
        }
    expect(changed).toEqual([]);
  });

  it.each([
    ['STRAẞE', 'Straße'],
    ['STRASSE', 'Straße'],
    ['İbrahim', 'ibrahim'],
    ['İBRAHİM', 'ibrahim'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['ＡＤＡ', 'ada'],
    ['\u00a0ada\u3000', 'ada'],
  ])('%s is the same as %s', (one, other) => {
    expect(usernameKey(one)).toBe(usernameKey(other));
  });

  it.each([
    ['a zero-width space', 'ad\u200ba'],
    ['a soft hyphen', 'ad\u00ada'],
    ['a bidi mark', 'ad\u202ea'],
    ['a control character', 'ad\u0007a'],
    ['a private-use character', 'ad\ue000a'],
    ['an invisible Hangul filler', 'ad\u3164a'],
    ['a variation selector', 'ada\ufe0f'],
    ['a line separator', 'ad\u2028a'],
    ['letters of two scripts', 'p\u0430ypal'],
    ['digits of another script', 'ada\u0661'],
    ['an @', 'ada@example.com'],
    ['an @ in full width', 'ada＠example'],
  ])('with %s is refused for a new user', async (_what, username) => {
    await expect(server.createUser({ username })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { field: 'username' },
    });
  });

  it.each([
    'Ünïcode Straße',
    'ада лавлейс',
    'Ада-1',
    '山田たろうカナ',
    '김철수',
    'אדה',
    'عمر',
    "o'neil_2.x",
    'ada 🙂',
    'αδα',
  ])('%s is allowed', (username) => {
    expect(parseNewUsername(username).username).toBe(username);
  });

  it('that is refused now still signs in', async () => {
    const user = await server.createUser();
    const username = 'ad\u200ba@\u0430example';
    const columns = { username, usernameKey: usernameKey(username) };
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.user.id }, columns);
    expect(codeOf(await server.client().obtainToken(username, user.password))).toBeUndefined();
  });
});

describe('the demo user', () => {
  it('has no address in the log', async () => {
    const server = await startServer();
    const em = server.app.orm.em.fork();
    await createDemoUser(server.app.users, em);
    const { id } = await em.findOneOrFail(User, { username: DEMO_USER.username });
    const events = await em.find(SecurityEvent, { userId: id });
    expect(events).toMatchObject([{ type: 'userCreated', ipAddress: null }]);
    await server.close();
  });
});
