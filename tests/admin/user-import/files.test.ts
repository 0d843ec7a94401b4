import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { allOf } from '../../setup/all-of.js';
import { readCsv } from '../../../src/admin/user-import/csv.js';
import { readDjangoFixture } from '../../../src/admin/user-import/django-fixture.js';
import { parseFirebaseParameters } from '../../../src/admin/user-import/firebase-parameters.js';
import { readUser } from '../../../src/admin/user-import/imported-user.js';
import { readJsonLines } from '../../../src/admin/user-import/json-lines.js';
import { readText } from '../../../src/admin/user-import/text-file.js';

/** A text as a file gives it: in pieces of any length. */
async function* inPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const entriesOf = <Entry>(read: (text: AsyncIterable<string>) => AsyncGenerator<Entry>, text: string) =>
  sameOf((open) => read(open()), text);

const fixtureOf = (text: string) => sameOf(readDjangoFixture, text);

/** The same whatever the pieces are. */
async function sameOf<Entry>(
  read: (open: () => AsyncIterable<string>) => AsyncGenerator<Entry>,
  text: string,
): Promise<Entry[]> {
  const [whole, ...others] = await Promise.all(
    [text.length, 1, 7].map((length) => allOf(read(() => inPieces(text, length)))),
  );
  for (const other of others) expect(other).toEqual(whole);
  return whole ?? [];
}

const refusal = { code: 'BAD_USER_INPUT' };

describe('a file of users', () => {
  it('in JSON lines has a line for each, and bad lines spoil no others', async () => {
    const text = '{"username":"ada"}\r\n\n[1]\n{"username"\n"text"\nnull\n{"username":"bob"}';
    expect(await entriesOf(readJsonLines, text)).toEqual([
      { line: 1, fields: { username: 'ada' } },
      { line: 3, reason: 'notJson' },
      { line: 4, reason: 'notJson' },
      { line: 5, reason: 'notJson' },
      { line: 6, reason: 'notJson' },
      { line: 7, fields: { username: 'bob' } },
    ]);
  });

  it('in JSON lines keeps no line that is longer than any user', async () => {
    const text = `{"username":"${'x'.repeat(70_000)}"}\n{"username":"bob"}\n`;
    expect(await entriesOf(readJsonLines, text)).toEqual([
      { line: 1, reason: 'tooLong' },
      { line: 2, fields: { username: 'bob' } },
    ]);
  });

  it('in CSV may have its columns in any order, and quotes, commas and lines in cells', async () => {
    const text = 'email,username\r\na@b.example,ada\r\n,"bob ""the"", second"\r\n"","two\nlines"\nx,carl\n';
    expect(await entriesOf(readCsv, text)).toEqual([
      { line: 2, fields: { email: 'a@b.example', username: 'ada' } },
      { line: 3, fields: { email: '', username: 'bob "the", second' } },
      { line: 4, fields: { email: '', username: 'two\nlines' } },
      { line: 6, fields: { email: 'x', username: 'carl' } },
    ]);
  });

  it('in CSV reports records with too few or many cells, and quotes that are not closed', async () => {
    const text = 'username,email\nada\nbob,b@x.example,more\nca"rl,c\n"dan"x,d\neve,e\n"fay,f\n';
    expect(await entriesOf(readCsv, text)).toEqual([
      { line: 2, reason: 'notCsv' },
      { line: 3, reason: 'notCsv' },
      { line: 4, reason: 'notCsv' },
      { line: 5, reason: 'notCsv' },
      { line: 6, fields: { username: 'eve', email: 'e' } },
      { line: 7, reason: 'notCsv' },
    ]);
  });

  it.each([
    ['a column that is not known', 'username,password\nada,x\n'],
    ['a column twice', 'username,email,email\nada,x,y\n'],
    ['no names', 'email\nx\n'],
    ['semicolons', 'username;email\nada;x\n'],
  ])('in CSV with %s is refused', async (_what, text) => {
    await expect(entriesOf(readCsv, text)).rejects.toMatchObject(refusal);
  });

  it('of Django is cut into its objects, whatever is in their texts', async () => {
    const user = (fields: object) => JSON.stringify({ model: 'any.user', pk: 1, fields }, null, 2);
    const odd = 'a } { " \\ ] [ , \n';
    const text = ` [\n${user({ username: odd, password: '' })},\n${user({ name: 'no user' })},
      ${user({ username: 'bob', password: '!', authy_id: 7, authy_phone: '+4712' })}\n]\n`;
    const found = await fixtureOf(text);
    expect(found).toMatchObject([
      { line: 2, fields: { username: odd, password_hash: '', phone_verified: false } },
      { line: 17, fields: { username: 'bob', password_hash: '!', phone_verified: true, authy_id: 7 } },
    ]);
  });

  it('of Django that was cut says so, after the users before the cut', async () => {
    const whole =
      '[{"fields":{"username":"ada","password":""}},\n{"fields":{"username":"bob","password":""}}]';
    for (const text of [whole.slice(0, -5), whole.slice(0, -1)]) {
      const found = await fixtureOf(text);
      expect(found[0]).toMatchObject({ fields: { username: 'ada' } });
      expect(found.at(-1)).toEqual({ line: 2, reason: 'cutShort' });
    }
  });

  describe('of Django with addresses of django-allauth', () => {
    const user = (pk: unknown, username: string, email = '') => ({
      ...{ model: 'accounts.user', pk, fields: { username, email, password: '!' } },
    });
    const address = (owner: unknown, email: unknown, verified: unknown = true, primary: unknown = true) => ({
      ...{ model: 'account.emailaddress', pk: 1, fields: { user: owner, email, verified, primary } },
    });
    /** What becomes of the addresses, by username. */
    async function addressesOf(...objects: object[]): Promise<Record<string, unknown[]>> {
      const found = await fixtureOf(JSON.stringify(objects, null, 1));
      return Object.fromEntries(
        found.map((entry): [string, unknown[]] => {
          if ('reason' in entry) throw new Error(entry.reason);
          const { username, email, email_verified: verified } = entry.fields;
          return [String(username), [email, verified, ...(entry.notes ?? [])]];
        }),
      );
    }

    it('takes the primary one of each user if it is proved, before and after the users', async () => {
      const found = await addressesOf(
        address(1, 'ada@new.example'),
        ...[user(1, 'ada', 'ada@old.example'), user(2, 'bob', 'bob@a.example')],
        ...[user('3f', 'cara', 'cara@a.example'), user(4, 'dan', 'dan@a.example'), user(5, 'eve')],
        address('3f', 'cara@a.example'),
        address(2, 'bob@a.example', false),
      );
      expect(found).toEqual({
        ada: ['ada@new.example', true],
        bob: ['bob@a.example', false, 'emailNotVerified'],
        cara: ['cara@a.example', true],
        dan: ['dan@a.example', false, 'emailNotVerified'],
        eve: ['', false],
      });
    });

    it('takes no other one, and says that there are some', async () => {
      const found = await addressesOf(
        ...[user(1, 'ada', 'ada@a.example'), user(2, 'bob', 'bob@a.example')],
        ...[address(1, 'second@a.example', true, false), address(1, 'ada@a.example')],
        ...[address(2, 'bob@a.example', false), address(2, 'second@b.example', true, false)],
      );
      expect(found).toEqual({
        ada: ['ada@a.example', true, 'furtherAddresses'],
        bob: ['bob@a.example', false, 'emailNotVerified', 'furtherAddresses'],
      });
    });

    it('finds users by their name where the fixture has natural keys', async () => {
      const found = await addressesOf(
        ...[{ ...user(undefined, 'ada', 'ada@a.example') }, address(['ada'], 'ada@a.example')],
        ...[user(7, 'bob', 'bob@a.example'), address(['bob'], 'bob@a.example')],
      );
      expect(found).toEqual({ ada: ['ada@a.example', true], bob: ['bob@a.example', true] });
    });

    it.each([
      ['a word for true', address(1, 'ada@a.example', 'true')],
      ['a number for true', address(1, 'ada@a.example', true, 1)],
      ['no text', address(1, 7)],
      ['nobody', address(null, 'ada@a.example')],
      ['somebody else', address('1', 'ada@a.example')],
      ['an address of another app', { ...address(1, 'ada@a.example'), model: 'shop.emailaddress' }],
    ])('takes nothing for proved that has %s', async (_what, row) => {
      const found = await addressesOf(user(1, 'ada', 'ada@a.example'), row);
      expect(found['ada']?.slice(0, 2)).toEqual(['ada@a.example', false]);
    });

    it('is refused if nobody can tell of which model the users of the addresses are', async () => {
      const others = { ...user(1, 'eve'), model: 'shop.customer' };
      await expect(addressesOf(user(1, 'ada'), others, address(1, 'ada@a.example'))).rejects.toMatchObject(
        refusal,
      );
      expect(Object.keys(await addressesOf(user(1, 'ada'), others))).toEqual(['ada', 'eve']);
    });
  });

  it.each([
    ['an object', '{"a":1}'],
    ['text', 'username,email'],
    ['an array of arrays', '[[]]'],
    ['an array of texts', '["a"]'],
    ['more after its end', '[]{}'],
    ['an object longer than any user', `[{"a":"${'x'.repeat(400_000)}"}]`],
  ])('of Django that is %s is refused', async (_what, text) => {
    await expect(allOf(readDjangoFixture(() => inPieces(text, 65_536)))).rejects.toMatchObject(refusal);
  });

  it('is read as UTF-8 without its byte-order mark, and refused as anything else', async () => {
    const file = (name: string, bytes: Buffer) => {
      const path = join(process.env['TEST_FOLDER'] ?? '', name);
      writeFileSync(path, bytes);
      return path;
    };
    const marked = file('marked.txt', Buffer.from('\uFEFFzażółć'));
    expect((await allOf(readText(marked))).join('')).toBe('zażółć');
    for (const path of [
      file('latin.txt', Buffer.from('caf\u00e9', 'latin1')),
      file('utf16.txt', Buffer.from('\uFEFFada', 'utf16le')),
      join(process.env['TEST_FOLDER'] ?? '', 'nowhere.txt'),
    ])
      await expect(allOf(readText(path))).rejects.toMatchObject(refusal);
  });
});

describe('the time of an account', () => {
  const timeOf = (text: string) => {
    const read = readUser(
      { line: 1, fields: { username: 'ada', created_at: text } },
      { countries: [], phoneNumbers: 'strict', firebase: undefined, now: new Date('2026-01-01') },
    );
    return 'reason' in read ? read.reason : (read.createdAt?.toISOString() ?? null);
  };

  it.each([
    ['2020-05-01', '2020-05-01T00:00:00.000Z'],
    ['2020-05-01T10:00:00.123456', '2020-05-01T10:00:00.123Z'],
    ['2020-05-01T10:00:00.5Z', '2020-05-01T10:00:00.500Z'],
    ['2020-05-01 10:00:00+02', '2020-05-01T08:00:00.000Z'],
    ['2020-05-01 10:00:00.123456-0530', '2020-05-01T15:30:00.123Z'],
    ['2020-05-01T10:00:00+05:30', '2020-05-01T04:30:00.000Z'],
    ['', null],
    ['2020-02-30', 'wrongValue'],
    ['2020-05-01T25:00:00Z', 'wrongValue'],
    ['01/05/2020', 'wrongValue'],
    ['1588327200', 'wrongValue'],
    ['2026-01-02', 'wrongValue'],
  ])('%s is read as %s', (text, time) => {
    expect(timeOf(text)).toBe(time);
  });
});

describe('the parameters of Firebase', () => {
  const KEY = Buffer.alloc(64, 5).toString('base64');

  it('are read as the console shows them, and as JSON', () => {
    const shown = `hash_config {\n  algorithm: SCRYPT,\n  base64_signer_key: ${KEY},\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}`;
    const json = JSON.stringify({
      ...{ base64_signer_key: KEY, base64_salt_separator: 'Bw==', rounds: 8, mem_cost: 14 },
    });
    for (const text of [shown, json])
      expect(parseFirebaseParameters(text)).toEqual({
        signerKey: Buffer.alloc(64, 5),
        saltSeparator: Buffer.from([7]),
        rounds: 8,
        memoryCost: 14,
      });
  });

  it.each([
    ['nothing', ''],
    ['another algorithm', `algorithm: BCRYPT\nbase64_signer_key: ${KEY}\nrounds: 8\nmem_cost: 14`],
    ['no signer key', 'rounds: 8\nmem_cost: 14'],
    ['no rounds', `base64_signer_key: ${KEY}\nmem_cost: 14`],
  ])('with %s are refused', (_what, text) => {
    expect(() => parseFirebaseParameters(text)).toThrow(expect.objectContaining(refusal));
  });
});
