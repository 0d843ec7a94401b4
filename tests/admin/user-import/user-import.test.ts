import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { User } from '../../../src/accounts/user.entity.js';
import type { Entry } from '../../../src/admin/user-import/entry.js';
import { type ImportOutcome, UserImportService } from '../../../src/admin/user-import/user-import.service.js';
import { SecurityLogService } from '../../../src/audit/security-log.service.js';
import { SecurityEvent } from '../../../src/audit/security-event.entity.js';
import { Authenticator } from '../../../src/factors/authenticators/authenticator.entity.js';
import { allOf } from '../../setup/all-of.js';
import { startServer, type TestServer } from '../../setup/server.js';

const HASH = 'pbkdf2_sha256$1000$salt$/vKS0jH25vXnh7ItsSiw5Q0uddDD1/KYnnf3ICZGcXs=';

describe('an import of users', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startServer({ PHONE_COUNTRIES: 'PL' });
  });
  afterAll(() => server.close());

  const em = () => server.app.orm.em.fork();

  async function run(
    rows: readonly Record<string, unknown>[],
    { dryRun = false } = {},
  ): Promise<ImportOutcome[]> {
    const service = new UserImportService(
      { dryRun, countries: ['PL'], phoneNumbers: 'strict', firebase: undefined },
      new SecurityLogService(server.now, pino({ level: 'silent' }), () => undefined),
      server.now,
    );
    const entries = async function* (): AsyncGenerator<Entry> {
      for (const [index, fields] of rows.entries()) yield { line: index + 1, fields };
    };
    return allOf(service.import(entries(), em));
  }

  const kindsOf = (outcomes: readonly ImportOutcome[]) =>
    outcomes.map((outcome) =>
      outcome.kind === 'refused'
        ? [outcome.reason, outcome.field].filter((part) => part !== undefined).join(' ')
        : outcome.kind === 'imported'
          ? outcome.notes.join(' ') || 'imported'
          : outcome.kind,
    );

  it('keeps what is known of a user, with one event and the phone as second factor', async () => {
    const outcomes = await run([
      {
        ...{ username: ' Anna ', email: 'Anna@EXAMPLE.com', email_verified: 'true', authy_id: 4711 },
        ...{ phone: '+48 600 123 460', phone_verified: true, password_hash: HASH },
        ...{ is_active: 'f', is_staff: '1', created_at: '2020-05-01T10:00:00+02:00' },
      },
      { username: 'Berta', authy_id: '4712', password_hash: '!', created_at: '2020-05-01' },
      { username: 'Clara', email: '', phone: null, password_hash: '', created_at: '2020-02-30' },
      { username: 'Dora', created_at: '2020-05-01T10:00:00.123456' },
    ]);
    expect(kindsOf(outcomes)).toEqual(['imported', 'numberAtAuthy', 'wrongValue created_at', 'imported']);
    const [anna, berta, dora] = await em().find(
      User,
      { usernameKey: ['anna', 'berta', 'dora'] },
      { orderBy: { usernameKey: 'asc' } },
    );
    expect(anna).toMatchObject({
      ...{ username: 'Anna', email: 'Anna@example.com', phone: '+48600123460', authyId: '4711' },
      ...{ isActive: false, isStaff: true, createdAt: new Date('2020-05-01T08:00:00Z') },
      ...{ emailVerifiedAt: expect.any(Date), secondFactorEnabledAt: expect.any(Date) },
      ...{ unverifiedUntil: null, passwordHash: expect.stringMatching(/^\$pbkdf2-sha256\$i=1000\$/) },
    });
    expect(berta).toMatchObject({
      ...{ phone: null, authyId: '4712', secondFactorEnabledAt: expect.any(Date), passwordHash: null },
      ...{ email: null, emailVerifiedAt: null, isActive: true, isStaff: false },
    });
    expect(dora).toMatchObject({
      secondFactorEnabledAt: null,
      createdAt: new Date('2020-05-01T10:00:00.123Z'),
    });
    const ids = [anna, berta, dora].map((user) => user?.id ?? '');
    const phones = await em().find(Authenticator, { user: ids });
    expect(phones).toMatchObject([{ kind: 'phone', user: { id: anna?.id } }]);
    const events = await em().find(SecurityEvent, { userId: ids });
    expect(events.map(({ userId }) => userId).sort()).toEqual(ids.toSorted());
    for (const event of events)
      expect(event).toMatchObject({ type: 'userCreated', reason: 'imported', ipAddress: 'command line' });
  });

  it('reports why a user is not imported, and imports the others', async () => {
    await run([{ username: 'Taken', phone: '+48600123470', phone_verified: true }]);
    const rows = [
      [{ username: 'TAKEN' }, 'nameTaken'],
      [{ username: 'other 1', phone: '+48600123470', phone_verified: true }, 'phoneTaken'],
      [{ username: 'other 2', phone: '+48600123470' }, 'phoneNotVerified'],
      [{ username: 'other 3', phone: '+4812', phone_verified: true }, 'invalidPhone'],
      [{ username: 'other 4', phone: '+447400123456', phone_verified: true }, 'phoneNotAllowed'],
      [{ username: '  ' }, 'invalidUsername'],
      [{ username: 'x'.repeat(151) }, 'invalidUsername'],
      [{ username: 'a\0b' }, 'invalidUsername'],
      [{ username: 7 }, 'wrongValue username'],
      [{}, 'wrongValue username'],
      [{ username: 'other 5', is_staff: 'maybe' }, 'wrongValue is_staff'],
      [{ username: 'other 6', authy_id: 'x1' }, 'wrongValue authy_id'],
      [{ username: 'other 7', created_at: '3000-01-01' }, 'wrongValue created_at'],
      [{ username: 'other 8', password: 'secret' }, 'unknownField password'],
      [{ username: 'other 9', password_hash: 'md5$a$b' }, 'hashUnknown'],
      [
        { username: 'other 10', password_hash: `pbkdf2_sha256$1000000000$a$${'A'.repeat(43)}=` },
        'hashTooCostly',
      ],
      [{ username: 'other 11', password_hash: 'firebase-scrypt$AAAA$AAAA' }, 'hashNeedsParameters'],
      [{ username: 'other 12', email: 'no address' }, 'emailNotValid'],
      [{ username: 'name@example.com' }, 'nameRefusedNow'],
      [{ username: 'аdmin' }, 'nameRefusedNow'],
      [{ username: 'NAME@example.com' }, 'nameTaken'],
      [{ username: 'other 13' }, 'imported'],
    ] as const;
    expect(kindsOf(await run(rows.map(([row]) => row)))).toEqual(rows.map(([, kind]) => kind));
  });

  it('lets one user prove each address, and the next ones come without the proof', async () => {
    const [owner] = [await server.createUser({ email: 'owned@example.com' })];
    await em().nativeUpdate(User, { id: owner.user.id }, { emailVerifiedAt: server.now() });
    const rows = ['Owned@example.com', 'new@example.com', 'NEW@example.com'].map((email, index) => ({
      ...{ username: `mail ${index}`, email, email_verified: true },
    }));
    for (const dryRun of [true, false])
      expect(kindsOf(await run(rows, { dryRun }))).toEqual(['emailTaken', 'imported', 'emailTaken']);
    const found = await em().find(
      User,
      { usernameKey: { $like: 'mail _' } },
      { orderBy: { usernameKey: 'asc' } },
    );
    expect(found.map(({ emailVerifiedAt }) => emailVerifiedAt != null)).toEqual([false, true, false]);
  });

  it('knows the same user again, and never takes another one for it', async () => {
    const rows = [
      { username: 'Again', email: 'again@example.com' },
      { username: 'Dated', created_at: '2020-01-01T00:00:00.5Z' },
    ];
    expect(kindsOf(await run(rows))).toEqual(['imported', 'imported']);
    await em().nativeUpdate(User, { usernameKey: 'dated' }, { email: 'moved@example.com' });
    const again = [
      ...rows,
      { username: 'again', email: 'again@example.com' },
      { username: 'Again', email: 'other@example.com' },
      { username: 'Dated', created_at: '2020-01-01T00:00:00.6Z' },
    ];
    const expected = ['alreadyThere', 'alreadyThere', 'nameTaken', 'nameTaken', 'nameTaken'];
    expect(kindsOf(await run(again))).toEqual(expected);
    // Also where the file itself has them twice, and nothing is there yet.
    const fresh = again.map((row) => ({ ...row, username: `${row.username} 2` }));
    for (const dryRun of [true, false])
      expect(kindsOf(await run([...fresh, ...fresh.slice(0, 1)], { dryRun }))).toEqual([
        ...['imported', 'imported', 'nameTaken', 'nameTaken', 'nameTaken', 'alreadyThere'],
      ]);
  });

  it('takes every user once when two run at once, over many batches', async () => {
    const rows = Array.from({ length: 1203 }, (_, index) => ({
      ...{ username: `crowd ${index}`, email: `crowd${index}@example.com`, email_verified: true },
    }));
    const both = await Promise.all([run(rows), run(rows)]);
    const kinds = both.map(kindsOf);
    expect(rows.map((_, index) => kinds.map((kind) => kind[index]).sort())).toEqual(
      rows.map(() => ['alreadyThere', 'imported']),
    );
    expect(both.map((outcomes) => outcomes.map(({ line }) => line))).toEqual(
      Array(2).fill(rows.map((_, index) => index + 1)),
    );
    expect(await em().count(User, { usernameKey: { $like: 'crowd %' } })).toBe(1203);
  });

  it('changes nothing in a dry run', async () => {
    const count = await em().count(User);
    expect(kindsOf(await run([{ username: 'dry' }, { username: 'DRY' }], { dryRun: true }))).toEqual([
      'imported',
      'nameTaken',
    ]);
    expect(await em().count(User)).toBe(count);
  });
});
