import { codeOf } from '../setup/client.js';
import { codeTo } from '../setup/provider.js';
import type { TestUser } from '../setup/server.js';
import { pause, type World } from './world.js';

/** Of a real clock: the breaker asks a provider that was away every ten seconds. */
const PATIENCE_MS = 120_000;
/** A pause doubles with each message of a code, and Twilio sends five. */
const LONGEST_PAUSE_SECONDS = 60;
const TWILIO_SENDS = 5;

/**
 * Whether somebody can sign in when nothing is broken any more: at once, or after one pause, as long as the response says.
 * No time passes but that, so whatever is stuck stays so.
 *
 * @returns `TokenPair`, or why not
 */
export async function signInSoon(
  world: World,
  user: Pick<TestUser, 'username' | 'password'>,
  phone: string | null,
): Promise<string> {
  let paused = false;
  let last = 'nothing';
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const { result, toldSeconds } = await trySigningIn(world, user, phone);
    if (result === 'TokenPair') return result;
    last = result;
    if (result.endsWith('_UNAVAILABLE')) {
      await pause(500);
      continue;
    }
    if (paused || toldSeconds > longestPause(world, phone))
      return `${result}, to wait ${toldSeconds} s${paused ? ' more' : ''}`;
    world.server.passSeconds(toldSeconds);
    paused = true;
  }
  return last;
}

async function trySigningIn(
  { server, provider }: World,
  { username, password }: Pick<TestUser, 'username' | 'password'>,
  phone: string | null,
): Promise<{ result: string; toldSeconds: number }> {
  const client = server.client();
  const login = await client.obtainToken(username, password);
  const first = login.data?.obtainToken;
  if (first?.__typename !== 'TwoFactorRequired' || phone === null)
    return {
      result: phone !== null && first ? 'a pair without a code' : (first?.__typename ?? codeOf(login) ?? ''),
      toldSeconds: login.errors?.[0]?.extensions.retryAfter ?? 0,
    };
  const { challenge, delivery } = first;
  const response = await client.verifyTwoFactorToken({ challenge, token: codeTo(provider, phone) });
  return {
    result: response.data?.verifyTwoFactorToken.__typename ?? codeOf(response) ?? '',
    toldSeconds: Math.max(0, Math.ceil((Date.parse(delivery.resendAt) - server.now().getTime()) / 1000)),
  };
}

/** Where Twilio itself refuses one more of the same code, it has to run out. */
function longestPause({ provider, server }: World, phone: string | null): number {
  const alive = provider.simulator
    .messages()
    .filter(
      ({ to, expiresAt, outcome }) => to === phone && outcome === 'pending' && expiresAt > server.now(),
    );
  return alive.length >= TWILIO_SENDS ? Infinity : LONGEST_PAUSE_SECONDS;
}
