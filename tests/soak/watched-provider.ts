import { jest } from '@jest/globals';
import type { Purpose } from '../../src/core/phone-code.js';
import type { SimulatorServer } from '../../src/vendors/simulator/standalone.js';
import type { HttpRequest, HttpResponse } from '../../src/vendors/http-transport.js';
import { isCheck } from '../setup/provider.js';
import { pause } from './world.js';

/** A number, and what its codes are for. */
export interface Line {
  readonly phone: string;
  readonly purpose: Purpose;
}

export interface WatchedProvider {
  /** References of the codes that it was asked to check. */
  readonly checked: ReadonlySet<string>;
  /** Messages that it took. */
  readonly taken: readonly Line[];
  /** How often it approved a code that it had approved before. */
  approvedAgain(): number;
  /** From now on every code ends with its approval. */
  approveOnce(): void;
}

type Ask = (request: HttpRequest) => Promise<HttpResponse>;

/** As far as a provider is: what is asked of it at once it checks at once. */
const LATENCY_MS = 20;

/**
 * Twilio ends a code that it approved. What we promise must hold without that: half of the codes are approved as
 * often as they are asked about, for a while.
 *
 * @param beforeAsked is awaited when a request has come, before the reply
 */
export function watchTwilio(
  { simulator }: SimulatorServer,
  beforeAsked: (kind: 'check' | 'start', line: Line) => Promise<void>,
): WatchedProvider {
  const ask: Ask = simulator.handle.bind(simulator);
  const lines = new Map<string, Line>();
  const approved = new Set<string>();
  const checked = new Set<string>();
  const taken: Line[] = [];
  let again = 0;
  let approvesAgain = true;

  async function start(request: HttpRequest): Promise<HttpResponse> {
    const line = { phone: fieldOf(request, 'To'), purpose: purposeOf(request) };
    await beforeAsked('start', line);
    const reply = await ask(request);
    if (reply.status === 201) {
      lines.set(resourceOf(reply).sid, line);
      taken.push(line);
    }
    return reply;
  }

  async function check(request: HttpRequest): Promise<HttpResponse> {
    const sid = fieldOf(request, 'VerificationSid');
    const line = lines.get(sid);
    checked.add(sid);
    if (line) await beforeAsked('check', line);
    await pause(LATENCY_MS);
    const entered = `${sid} ${fieldOf(request, 'Code')}`;
    if (approvesAgain && approved.has(entered)) {
      again += 1;
      return { status: 200, headers: {}, body: JSON.stringify({ sid, status: 'approved' }) };
    }
    const reply = await ask(request);
    if (isApprovedForever(sid) && resourceOf(reply).status === 'approved') approved.add(entered);
    return reply;
  }

  jest.spyOn(simulator, 'handle').mockImplementation((request) => {
    if (isCheck(request)) return check(request);
    return request.url.endsWith('/Verifications') ? start(request) : ask(request);
  });
  return {
    checked,
    taken,
    approvedAgain: () => again,
    approveOnce: () => {
      approvesAgain = false;
    },
  };
}

function isApprovedForever(sid: string): boolean {
  return Number.parseInt(sid.slice(-1), 16) % 2 === 0;
}

function fieldOf({ body }: HttpRequest, name: string): string {
  return new URLSearchParams(body).get(name) ?? '';
}

function purposeOf({ url }: HttpRequest): Purpose {
  return url.includes(`/VA${'a'.repeat(32)}/`) ? 'login' : 'registration';
}

function resourceOf({ body }: HttpResponse): { sid: string; status: unknown } {
  return JSON.parse(body) as { sid: string; status: unknown };
}
