import { codeTo } from '../setup/provider.js';
import type { TestUser } from '../setup/server.js';
import { orLost, pause, type World } from './world.js';

/** Shorter than any time-out, so that the server finds out in either way. */
const BROKEN_MS = 300;

/** One step with a wire that breaks: all before it went well, and nothing is known of what came of it. */
export async function signInHalfway(
  world: World,
  { username, password }: TestUser,
  phone: string,
  breaks: { login: () => void } | { entry: () => void },
): Promise<void> {
  const client = world.client();
  if ('login' in breaks) {
    await whileBroken(world, breaks.login, () => client.obtainToken(username, password));
    return;
  }
  const login = await orLost(client.obtainToken(username, password));
  const result = login.data?.obtainToken;
  if (result?.__typename !== 'TwoFactorRequired') return;
  const { challenge } = result;
  const token = codeTo(world.provider, phone);
  await whileBroken(world, breaks.entry, () => client.verifyTwoFactorToken({ challenge, token }));
}

async function whileBroken(
  { restore }: World,
  breakWire: () => void,
  step: () => Parameters<typeof orLost>[0],
): Promise<void> {
  breakWire();
  const done = orLost(step());
  await pause(BROKEN_MS);
  restore();
  await done;
  // What the server does with a request whose client is gone.
  await pause(BROKEN_MS);
}
