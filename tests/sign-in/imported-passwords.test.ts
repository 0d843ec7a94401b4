import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import { type ForeignHash, storedForm } from '../../src/accounts/hashes/foreign-hash.js';
import { readForeignHash } from '../../src/accounts/hashes/foreign-hashes.js';
import { StoredKinds } from '../../src/accounts/hashes/stored-kinds.js';
import { PasswordService } from '../../src/accounts/password.service.js';
import { User } from '../../src/accounts/user.entity.js';
import { codeOf, pairOf } from '../setup/client.js';
import { startServer, type TestServer } from '../setup/server.js';

interface Vector {
  readonly format: string;
  readonly password: string;
  readonly hash: string;
}

const VECTORS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../accounts/hashes/vectors.json'), 'utf8'),
) as Vector[];
const [PLAIN, COMPOSED, DECOMPOSED, LONG] = VECTORS.filter(
  ({ format }) => format === 'django pbkdf2_sha256',
) as [Vector, Vector, Vector, Vector];

describe('a password hash of another system', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer();
  });
  afterEach(() => server.app.orm.em.fork().nativeUpdate(User, {}, { passwordHash: null }));
  afterAll(() => server.close());

  async function imported(passwordHash: string): Promise<User> {
    const { user } = await server.createUser();
    await server.app.orm.em.fork().nativeUpdate(User, { id: user.id }, { passwordHash });
    return user;
  }

  const hashOf = async ({ id }: User) =>
    (await server.app.orm.em.fork().findOneOrFail(User, { id })).passwordHash;
  const signInAs = ({ username }: User, password: string) => server.client().obtainToken(username, password);

  it.each(
    VECTORS.filter(({ password }) => password === PLAIN.password).map(({ format, hash }) => [format, hash]),
  )('as %s signs in, and is replaced by one of ours', async (_format, hash) => {
    const user = await imported(hash);
    expect(codeOf(await signInAs(user, 'wrong password'))).toBe('INVALID_CREDENTIALS');
    expect(await hashOf(user)).toBe(hash);
    pairOf((await signInAs(user, PLAIN.password)).data?.obtainToken);
    expect(await bcrypt.compare(PLAIN.password, (await hashOf(user)) ?? '')).toBe(true);
    pairOf((await signInAs(user, PLAIN.password)).data?.obtainToken);
  });

  it('is compared as the password was typed, and as NFKC', async () => {
    const asTyped = await imported(DECOMPOSED.hash);
    expect(DECOMPOSED.password).not.toBe(DECOMPOSED.password.normalize('NFKC'));
    pairOf((await signInAs(asTyped, DECOMPOSED.password)).data?.obtainToken);
    // Ours is of NFKC, so another keyboard does, too, from now on.
    pairOf((await signInAs(asTyped, DECOMPOSED.password.normalize('NFC'))).data?.obtainToken);
    const composed = await imported(COMPOSED.hash);
    pairOf((await signInAs(composed, COMPOSED.password.normalize('NFD'))).data?.obtainToken);
  });

  it('stays where the password is too long for ours, and goes on signing in', async () => {
    expect(Buffer.byteLength(LONG.password)).toBeGreaterThan(72);
    const user = await imported(LONG.hash);
    for (let time = 0; time < 2; time++) {
      pairOf((await signInAs(user, LONG.password)).data?.obtainToken);
      expect(await hashOf(user)).toBe(LONG.hash);
    }
  });

  it('signs in also with a password that is too weak for a new one', async () => {
    // Django 3.2: PBKDF2PasswordHasher().encode('1234', 'salt', 1000).
    const user = await imported('pbkdf2_sha256$1000$salt$/vKS0jH25vXnh7ItsSiw5Q0uddDD1/KYnnf3ICZGcXs=');
    pairOf((await signInAs(user, '1234')).data?.obtainToken);
    expect(await hashOf(user)).toMatch(/^\$2b\$/);
  });

  it('that nobody can read refuses every password', async () => {
    for (const hash of ['md5$salt$0123', '', 'x', `pbkdf2_sha256$99999999999$salt$${'A'.repeat(43)}=`]) {
      const user = await imported(hash);
      expect(codeOf(await signInAs(user, PLAIN.password))).toBe('INVALID_CREDENTIALS');
      expect(codeOf(await signInAs(user, ''))).toBe('INVALID_CREDENTIALS');
    }
  });

  it('is listed once a kind, for as long as somebody has it', async () => {
    const kindsNow = async () =>
      (await new StoredKinds(server.app.orm, server.now).list()).map(({ kind }) => kind).sort();
    expect(await kindsNow()).toEqual([]);
    const rows = VECTORS.filter(({ format }) => /pbkdf2_sha|bcrypt_sha256|phc argon2id/.test(format));
    await imported('junk');
    // By hand, in the form of Django: it is read, too.
    await imported(PLAIN.hash);
    await imported('$junk$of$another$system');
    const users: User[] = [];
    for (const { hash } of rows) users.push(await imported(storedForm(readForeignHash(hash))));
    expect(await kindsNow()).toEqual(
      [
        '$argon2id$v=19$m=4096,t=2,p=1$',
        'bcrypt_sha256$$2b$06$',
        '$pbkdf2-sha1$i=9000$',
        '$pbkdf2-sha256$i=260000$',
        '$pbkdf2-sha256$i=9000$',
        '$pbkdf2-sha256$i=9000$',
      ].sort(),
    );
    const em = server.app.orm.em.fork();
    await em.nativeUpdate(User, { id: users.map(({ id }) => id) }, { passwordHash: null });
    expect(await kindsNow()).toEqual(['$pbkdf2-sha256$i=9000$']);
  });

  it('makes everybody wait alike: each refusal takes the work of the stored kinds', async () => {
    let runs = 0;
    const stored: ForeignHash = {
      ...{ kind: '$test$', group: '$test$', rounds: 1, salt: 'salt$', digest: 'digest' },
      derive: async () => {
        runs += 1;
        return 'another digest';
      },
    };
    const passwords = new PasswordService(4, { list: async () => [stored] });
    const ours = await passwords.hash(PLAIN.password);
    const runsOf = async (password: string, hash: string | null) => {
      runs = 0;
      const isSame = await passwords.matches(password, hash);
      return [isSame, runs];
    };
    expect(await runsOf('wrong', null)).toEqual([false, 1]);
    expect(await runsOf('wrong', ours)).toEqual([false, 1]);
    expect(await runsOf(PLAIN.password, ours)).toEqual([true, 1]);
    expect(await runsOf('wrong', PLAIN.hash)).toEqual([false, 1]);
    expect(await runsOf('x'.repeat(100), null)).toEqual([false, 1]);
    expect(await runsOf('u\u0308', null)).toEqual([false, 2]);
    expect(await runsOf('u\u0308', ours)).toEqual([false, 2]);
  });
});
