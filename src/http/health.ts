import type { FastifyInstance } from 'fastify';
import { isReadOnly } from '../core/database-failure.js';

export interface Readiness {
  /** Rejects if the database does not reply or refuses to write, as a standby does. */
  checkDatabase(): Promise<unknown>;
  /**
   * Rejects if Redis does not reply or refuses to write; undefined if none is used. Shown only: without Redis, signed-in
   * users are still served.
   */
  checkRedis: (() => Promise<unknown>) | undefined;
  /** State of the provider's circuit breaker. Shown only: logins without a code still work. */
  providerCircuit(): string;
}

const TIMEOUT_MS = 1500;

/** `/health/live`: the process runs. `/health/ready`: it can serve, so a balancer may send requests. */
export function mountHealth(server: FastifyInstance, readiness: Readiness): void {
  server.get('/health/live', async () => ({ status: 'ok' }));

  server.get('/health/ready', async (_request, reply) => {
    const [database, redis] = await Promise.all([
      inTime(readiness.checkDatabase()),
      readiness.checkRedis && inTime(readiness.checkRedis()),
    ]);
    const leaving = server.isLeaving();
    const isReady = database === 'ok' && !leaving;
    const status = leaving ? 'closing' : isReady ? 'ok' : 'unavailable';
    return reply
      .code(isReady ? 200 : 503)
      .send({ status, database, redis, twoFactorProvider: { circuit: readiness.providerCircuit() } });
  });
}

async function inTime(check: Promise<unknown>): Promise<'ok' | 'read-only' | 'unreachable'> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(reject, TIMEOUT_MS);
  try {
    await Promise.race([check, late]);
    return 'ok';
  } catch (error) {
    return isReadOnly(error) ? 'read-only' : 'unreachable';
  } finally {
    clearTimeout(timer);
  }
}
