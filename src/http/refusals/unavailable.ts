import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ServiceError } from '../../core/service-error.js';
import { sendRefusal } from './refusal.js';

declare module 'fastify' {
  interface FastifyInstance {
    /** True from `leave` on: the server wants no new clients, or is closing. */
    isLeaving(): boolean;
    /** Makes the server unready while it still serves, so that balancers stop sending before it closes. */
    leave(): void;
  }
}

/** While closing, Node no longer looks for late requests. A request that takes longer than this is cut. */
const DRAIN_MS = 6_000;
const MAX_EVENT_LOOP_DELAY_MS = 1_500;
/** The delay is measured once a second, so one late measurement counts for a second more. */
export const MAX_PAUSE_MS = 1_500;
/** Pauses closer together than this are one overload. */
const PRESSURE_MEMORY_MS = 5_000;
const RETRY_SECONDS = 5;

/**
 * Ends a server in two steps. A leaving server still serves, but readiness is false and every response closes its
 * connection. A closing server refuses new requests and finishes those under way. A client that connects and sends
 * nothing, or half a request, is cut in the end.
 */
export function refuseWhileClosing(server: FastifyInstance): void {
  let leaving = false;
  let closing = false;
  server.decorate('isLeaving', () => leaving);
  server.decorate('leave', () => {
    leaving = true;
  });
  server.addHook('preClose', async () => {
    leaving = true;
    closing = true;
    setTimeout(() => server.server.closeAllConnections(), DRAIN_MS).unref();
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (closing && !isProbe(request)) sendUnavailable(request, reply);
    else done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (leaving) reply.header('connection', 'close');
    done(null, payload);
  });
}

/**
 * Refuses new requests while the process cannot keep up, instead of letting all of them wait. Health and metrics still
 * respond: a busy server must not be restarted because it is busy. One long pause, such as the start on a slow machine,
 * is no overload: the requests that waited are served.
 *
 * @param maxPauseMs how long the event loop may be late
 */
export function refuseWhileOverloaded(server: FastifyInstance, maxPauseMs: number): void {
  let lateSince = 0;
  let lateUntil = 0;
  const isLasting = () => {
    const now = performance.now();
    if (now > lateUntil) lateSince = now;
    lateUntil = now + PRESSURE_MEMORY_MS;
    return now - lateSince > maxPauseMs;
  };
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  let isLate = false;
  const measuring = setInterval(() => {
    // Nothing was measured at all if the loop stood still.
    isLate = !(delays.mean / NANOSECONDS - RESOLUTION_MS <= MAX_EVENT_LOOP_DELAY_MS);
    delays.reset();
  }, MEASURE_MS).unref();
  server.addHook('onRequest', (request, reply, done) => {
    if (isLate && !isProbe(request) && isLasting()) sendUnavailable(request, reply);
    else done();
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(measuring);
    delays.disable();
    done();
  });
}

const RESOLUTION_MS = 10;
const MEASURE_MS = 1000;
const NANOSECONDS = 1e6;

/** The routes for monitoring. */
function isProbe({ routeOptions: { url = '' } }: FastifyRequest): boolean {
  return url.startsWith('/health/') || url === '/metrics';
}

function sendUnavailable(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: RETRY_SECONDS });
  return sendRefusal(request, reply, 503, refusal);
}
