import { expect } from '@jest/globals';
import { SecurityEvent } from '../../src/audit/security-event.entity.js';
import { SentCode } from '../../src/factors/phone/sent-code.entity.js';
import { Session } from '../../src/sessions/session.entity.js';
import { eventually } from '../setup/eventually.js';
import type { signInAndOut } from './signing-in.js';
import type { World } from './world.js';

type SignIns = Awaited<ReturnType<typeof signInAndOut>>;

/** No session is lost, none is doubled, and none is there that no code opened. */
export async function checkSessions(world: World, signIns: readonly SignIns[]): Promise<void> {
  const doubled = signIns
    .flatMap(({ pairsByCode }) => [...pairsByCode.values()])
    .filter((pairs) => pairs > 1);
  expect(doubled).toEqual([]);

  const em = world.books();
  // Each session has its line in the books and no line is without its session; what was cut off may still be at it.
  const sessions = await eventually(async () => {
    const found = await em.find(Session, {}, { fields: ['id', 'user'] });
    expect(found).toHaveLength(await em.count(SecurityEvent, { type: 'signedIn' }));
    return found;
  });
  for (const { id, sessions: given, unknown } of signIns) {
    const own = new Set(sessions.filter((session) => session.user.id === id).map((one) => one.id));
    // No session was given twice, and none that was given is lost.
    expect(new Set(given).size).toBe(given.length);
    expect(given.filter((session) => !own.has(session))).toEqual([]);
    // Each person signed in once without a code, and once by registering; what else nobody got was cut off.
    expect(own.size - 2 - given.length).toBeLessThanOrEqual(unknown);
    const approved = await em.count(SentCode, { user: id, purpose: 'login', status: 'approved' });
    expect(own.size - 2).toBeLessThanOrEqual(approved);
  }
}

/**
 * No message is counted on a code that did not go, and no code waits that nobody has: what could not be sent is given
 * back, but where the database was away, and then nobody got the result of the login.
 */
export async function checkMessages({ books, asked }: World, signIns: readonly SignIns[]): Promise<void> {
  for (const { id, phone, unknownLogins } of signIns) {
    const codes = await books().find(SentCode, { user: id, purpose: 'login' });
    const counted = codes.reduce((sum, { sends }) => sum + sends, 0);
    const gone = asked.taken.filter((line) => line.phone === phone && line.purpose === 'login').length;
    expect(counted - gone).toBeLessThanOrEqual(unknownLogins);
  }
}
