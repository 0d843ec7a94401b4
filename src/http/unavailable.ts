import underPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '../services/errors.js';
import { sendRefusal } from './refusal.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the server takes no more requests, and finishes those under way. */
    isClosing(): boolean;
  }
}

/** While closing, Node no longer looks for who is over time; a request that takes longer than this is cut. */
const DRAIN_MS = 6_000;
const MAX_EVENT_LOOP_DELAY_MS = 1_500;
/** The delay is looked at once a second, so what was late once is found late for a second more. */
export const MAX_PAUSE_MS = 1_500;
/** Pauses closer together than this are one overload. */
const PRESSURE_MEMORY_MS = 5_000;
const RETRY_SECONDS = 5;

/**
 * A client that would keep its connection must let go of it, or closing would wait for its next request; and one
 * that is connected and sends nothing, or half a request, is cut in the end.
 */
export function refuseWhileClosing(server: FastifyInstance): void {
  let closing = false;
  server.decorate('isClosing', () => closing);
  server.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => server.server.closeAllConnections(), DRAIN_MS).unref();
  });
  server.addHook('onRequest', async (request, reply) => {
    if (closing && !isProbe(request)) return sendUnavailable(request, reply);
  });
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/**
 * When the process cannot keep up, it says so to new requests instead of letting all of them wait. Health and
 * metrics are answered still: a busy server must not be restarted for being busy. One long pause, such as that of a
 * start on a slow machine, is no overload: what waited for it is served.
 *
 * @param maxPauseMs how long it may be late
 */
export async function refuseWhileOverloaded(server: FastifyInstance, maxPauseMs: number): Promise<void> {
  let lateSince = 0;
  let lateUntil = 0;
  const isLasting = () => {
    const now = performance.now();
    if (now > lateUntil) lateSince = now;
    lateUntil = now + PRESSURE_MEMORY_MS;
    return now - lateSince > maxPauseMs;
  };
  await server.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    pressureHandler: (request, reply) => {
      if (!isProbe(request) && isLasting()) void sendUnavailable(request, reply);
    },
  });
}

/** What watches the server rather than uses it. */
function isProbe({ url }: FastifyRequest): boolean {
  return url.startsWith('/health') || url.startsWith('/metrics');
}

function sendUnavailable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: RETRY_SECONDS });
  return sendRefusal(request, reply, 503, refusal);
}
