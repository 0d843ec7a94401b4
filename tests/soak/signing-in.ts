import { decodeJwt } from 'jose';
import { codeOf } from '../setup/client.js';
import { otherThan } from '../setup/flows.js';
import { messageTo } from '../setup/provider.js';
import type { TestUser } from '../setup/server.js';
import { isUnknown, orLost, pause, type World } from './world.js';

/** One person who signs in and out, over and over, sending each right code three times at once; what they saw. */
export async function signInAndOut(world: World, user: TestUser, phone: string, goesOn: () => boolean) {
  const client = world.client();
  const { id, usernameKey } = user.user;
  const seen = {
    id,
    usernameKey,
    user,
    phone,
    codes: [] as (string | undefined)[],
    pairsByCode: new Map<string, number>(),
    /** Sessions that a pair was given for, in the order in which they came. */
    sessions: [] as string[],
    /** Responses to a code that do not say what became of it. */
    unknown: 0,
    /** Logins of which the same is true. */
    unknownLogins: 0,
    /** Logins whose password was checked. */
    logins: 0,
  };
  while (goesOn()) {
    // The clock runs ahead, so that pauses between messages have passed.
    world.server.passSeconds(20);
    const login = await orLost(client.obtainToken(user.username, user.password));
    seen.codes.push(codeOf(login));
    const result = login.data?.obtainToken;
    if (isUnknown(codeOf(login))) seen.unknownLogins += 1;
    if (result) seen.logins += 1;
    if (result?.__typename !== 'TwoFactorRequired') {
      await pause(200);
      continue;
    }
    const { challenge } = result;
    const { code: token, expiresAt } = messageTo(world.provider, phone);
    const enter = (code: string) => orLost(client.verifyTwoFactorToken({ challenge, token: code }));
    const wrong = await enter(otherThan(token));
    const right = await Promise.all([1, 2, 3].map(() => enter(token)));
    for (const reply of [wrong, ...right]) {
      const code = codeOf(reply);
      seen.codes.push(code);
      if (isUnknown(code)) seen.unknown += 1;
      const pair = reply.data?.verifyTwoFactorToken;
      if (!pair) continue;
      // Two codes may have the same digits, but not the same end too: the clock ran on between them.
      const sent = `${token} until ${expiresAt.toISOString()}`;
      seen.pairsByCode.set(sent, (seen.pairsByCode.get(sent) ?? 0) + 1);
      world.happened('signedIn');
      seen.sessions.push(String(decodeJwt(pair.access)['sid']));
      seen.codes.push(codeOf(await orLost(client.refreshToken(pair.refresh))));
      seen.codes.push(codeOf(await orLost(client.revokeToken(pair.refresh))));
    }
  }
  return seen;
}
