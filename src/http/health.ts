import type { FastifyInstance } from 'fastify';

export interface Readiness {
  /** Rejects when the database does not answer. */
  askDatabase(): Promise<unknown>;
  /** Rejects when Redis does not answer; undefined where none is used. Told only: whoever is signed in is served. */
  askRedis: (() => Promise<unknown>) | undefined;
  /** State of the provider's circuit breaker. Told, but no reason to be taken out: logins without a code work. */
  providerCircuit(): string;
}

const ANSWER_MS = 1500;

/** `/health/live`: the process runs. `/health/ready`: it can serve; a balancer sends requests only then. */
export function mountHealth(server: FastifyInstance, readiness: Readiness): void {
  server.get('/health/live', async () => ({ status: 'ok' }));

  server.get('/health/ready', async (_request, reply) => {
    const [database, redis] = await Promise.all([
      reachable(readiness.askDatabase()),
      readiness.askRedis && reachable(readiness.askRedis()),
    ]);
    const closing = server.isClosing();
    const isReady = database === 'ok' && !closing;
    const status = closing ? 'closing' : isReady ? 'ok' : 'unavailable';
    return reply
      .code(isReady ? 200 : 503)
      .send({ status, database, redis, twoFactorProvider: { circuit: readiness.providerCircuit() } });
  });
}

async function reachable(answer: Promise<unknown>): Promise<'ok' | 'unreachable'> {
  return (await answersInTime(answer)) ? 'ok' : 'unreachable';
}

async function answersInTime(answer: Promise<unknown>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ANSWER_MS);
  try {
    return await Promise.race([answer.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
