import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { otherThan } from '../setup/flows.js';
import { startServer, type TestServer } from '../setup/server.js';
import { createWaiting, type Wire } from './harness.js';

const CODE_TTL_SECONDS = 600;
/** The pause before a code is sent again. */
const RESEND_SECONDS = 30;

describe('a sign-in whose responses arrive out of order', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** A user with a pending code, and a wrong code. */
  async function createMistaken() {
    const person = await createWaiting(server);
    return { ...person, wrong: otherThan(server.messageTo(person.phone).code) };
  }

  /** The response for the field arrives only after the other request. */
  function overtake(wire: Wire, field: string, other: () => Promise<unknown>) {
    wire.once(field, async (send) => {
      const response = await send();
      await Promise.allSettled([other()]);
      return response;
    });
  }

  it('keeps the new challenge when a wrong code is refused late', async () => {
    const { auth, wire, wrong } = await createMistaken();
    server.passSeconds(RESEND_SECONDS + 1);
    overtake(wire, 'verifyTwoFactorToken', () => auth.resendCode('CALL'));
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toMatchObject({
      challenge: { delivery: { channel: 'CALL' }, attemptsLeft: 4 },
      error: { code: 'INVALID_TWO_FACTOR_TOKEN' },
    });
  });

  it('keeps the lower number of attempts when a resend is refused', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'resendTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(auth.getState()).toMatchObject({
      challenge: { attemptsLeft: 4 },
      error: { code: 'RATE_LIMITED' },
    });
  });

  it('keeps the lower number of attempts when a new code is sent', async () => {
    const { auth, wire, wrong } = await createMistaken();
    server.passSeconds(RESEND_SECONDS + 1);
    overtake(wire, 'resendTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.resendCode('CALL')).resolves.toMatchObject({
      challenge: { delivery: { channel: 'CALL' }, attemptsLeft: 4 },
    });
  });

  it('keeps the lower number of attempts when two wrong codes are refused', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'verifyTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { attemptsLeft: 3 } });
  });

  it('stays without a challenge after it expired', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'resendTwoFactorToken', () => {
      server.passSeconds(CODE_TTL_SECONDS + 1);
      return auth.submitCode(wrong);
    });
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'challengeExpired' });
  });

  it('ignores the challenge of an earlier sign-in', async () => {
    const { auth, wire, user, wrong } = await createMistaken();
    const next = auth.signIn(user);
    overtake(wire, 'verifyTwoFactorToken', () => next);
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toBe(await next);
  });
});
