import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { otherThan } from '../helpers/flows.js';
import { startServer, type TestServer } from '../helpers/server.js';
import { createWaiting, type Wire } from './harness.js';

const CODE_TTL_SECONDS = 600;
/** After it a code is sent again. */
const RESEND_SECONDS = 30;

describe('a sign-in whose requests overtake each other', () => {
  let server: TestServer;
  beforeAll(async () => void (server = await startServer()));
  afterAll(() => server.close());

  /** Somebody who is asked for a code, and a code that is not theirs. */
  async function createMistaken() {
    const person = await createWaiting(server);
    return { ...person, wrong: otherThan(server.messageTo(person.phone).code) };
  }

  /** The request for the field is heard by the server at once, and its answer only after the other is done. */
  function overtake(wire: Wire, field: string, other: () => Promise<unknown>) {
    wire.once(field, async (send) => {
      const response = await send();
      await Promise.allSettled([other()]);
      return response;
    });
  }

  it('keeps what a new code brought when a wrong one is refused', async () => {
    const { auth, wire, wrong } = await createMistaken();
    server.passSeconds(RESEND_SECONDS + 1);
    overtake(wire, 'verifyTwoFactorToken', () => auth.resendCode('CALL'));
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toMatchObject({
      challenge: { channel: 'CALL', attemptsLeft: 4 },
      error: { code: 'INVALID_TWO_FACTOR_TOKEN' },
    });
  });

  it('keeps that fewer tries are left when a new code is refused', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'resendTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(auth.getState()).toMatchObject({
      challenge: { attemptsLeft: 4 },
      error: { code: 'RATE_LIMITED' },
    });
  });

  it('keeps that fewer tries are left when a new code is sent', async () => {
    const { auth, wire, wrong } = await createMistaken();
    server.passSeconds(RESEND_SECONDS + 1);
    overtake(wire, 'resendTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.resendCode('CALL')).resolves.toMatchObject({
      challenge: { channel: 'CALL', attemptsLeft: 4 },
    });
  });

  it('keeps that fewer tries are left when the first of two wrong codes is refused', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'verifyTwoFactorToken', () => auth.submitCode(wrong));
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toMatchObject({ step: 'needsCode', challenge: { attemptsLeft: 3 } });
  });

  it('does not wait for a code again that was found too old', async () => {
    const { auth, wire, wrong } = await createMistaken();
    overtake(wire, 'resendTwoFactorToken', () => {
      server.passSeconds(CODE_TTL_SECONDS + 1);
      return auth.submitCode(wrong);
    });
    await expect(auth.resendCode()).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    expect(auth.getState()).toEqual({ step: 'signIn', reason: 'challengeExpired' });
  });

  it('does not wait for the code of a sign-in before', async () => {
    const { auth, wire, user, wrong } = await createMistaken();
    const next = auth.signIn(user);
    overtake(wire, 'verifyTwoFactorToken', () => next);
    await expect(auth.submitCode(wrong)).rejects.toMatchObject({ attemptsLeft: 4 });
    expect(auth.getState()).toBe(await next);
  });
});
