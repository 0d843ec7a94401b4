import { decodeJwt } from 'jose';
import { codeOf } from '../helpers/client.js';
import { otherThan } from '../helpers/flows.js';
import { codeTo, messageTo } from '../helpers/provider.js';
import type { TestUser } from '../helpers/server.js';
import { isUnknown, orLost, pause, type World } from './world.js';

/** One person who signs in and out, over and over, sending each right code three times at once; what they saw. */
export async function signInAndOut(world: World, user: TestUser, phone: string, until: number) {
  const client = world.client();
  const seen = {
    user,
    codes: [] as (string | undefined)[],
    pairsByCode: new Map<string, number>(),
    /** Sessions that a pair was given for, in the order in which they came. */
    sessions: [] as string[],
    /** Answers to a code that do not say what became of it. */
    unknown: 0,
  };
  while (Date.now() < until) {
    // The clock runs ahead, so that pauses between messages are over.
    world.server.passSeconds(20);
    const login = await orLost(client.obtainToken(user.username, user.password));
    seen.codes.push(codeOf(login));
    const result = login.data?.obtainToken;
    if (result?.__typename !== 'TwoFactorRequired') {
      await pause(50);
      continue;
    }
    const { challenge } = result;
    const { code: token, expiresAt } = messageTo(world.provider, phone);
    const answer = (code: string) => orLost(client.verifyTwoFactorToken({ challenge, token: code }));
    const wrong = await answer(otherThan(token));
    const right = await Promise.all([1, 2, 3].map(() => answer(token)));
    for (const reply of [wrong, ...right]) {
      const code = codeOf(reply);
      seen.codes.push(code);
      if (isUnknown(code)) seen.unknown += 1;
      const pair = reply.data?.verifyTwoFactorToken;
      if (!pair) continue;
      // Two codes may have the same digits, but not the same end too: the clock ran on between them.
      const sent = `${token} until ${expiresAt.toISOString()}`;
      seen.pairsByCode.set(sent, (seen.pairsByCode.get(sent) ?? 0) + 1);
      seen.sessions.push(String(decodeJwt(pair.access)['sid']));
      seen.codes.push(codeOf(await orLost(client.refreshToken(pair.refresh))));
      seen.codes.push(codeOf(await orLost(client.revokeToken(pair.refresh))));
    }
  }
  return seen;
}

/** Gives the breaker, which asks a provider that was away only now and then, the time to notice. */
export async function canSignIn(
  world: World,
  user: Pick<TestUser, 'username' | 'password'>,
  phone: string | null,
) {
  let last: string | undefined;
  for (let tries = 0; tries < 20; tries++) {
    world.server.passSeconds(700);
    const client = world.server.client();
    const login = await client.obtainToken(user.username, user.password);
    const result = login.data?.obtainToken;
    if (phone === null && result) return result.__typename;
    if (phone !== null && result?.__typename === 'TwoFactorRequired') {
      const { challenge } = result;
      const answer = await client.verifyTwoFactorToken({ challenge, token: codeTo(world.provider, phone) });
      return answer.data?.verifyTwoFactorToken.__typename ?? codeOf(answer);
    }
    last = codeOf(login);
    await pause(1000);
  }
  return last;
}
