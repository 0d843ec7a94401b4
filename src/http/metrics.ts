import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { SecurityEventInput } from '../services/security-log.service.js';

const CIRCUIT_STATES = ['closed', 'halfOpen', 'open'] as const;

/** What an operator watches, at `/metrics` as Prometheus reads it. Labels are few and fixed: no user, no address. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly events = new Counter({
    name: 'auth_security_events_total',
    help: 'Sign-ins, refusals, codes and revocations, by type and reason.',
    labelNames: ['type', 'reason'],
    registers: [this.registry],
  });
  private readonly beyondLimits = new Counter({
    name: 'rate_limit_exceeded_total',
    help: 'Attempts and messages over a limit, by the name of the limit. `conversion` is the pause of a range of numbers.',
    labelNames: ['limit'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to response.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  });

  constructor(limits: readonly string[], providerCircuit: () => (typeof CIRCUIT_STATES)[number]) {
    collectDefaultMetrics({ register: this.registry });
    // A counter that begins at 0 is one that an alarm can see rise.
    for (const limit of limits) this.beyondLimits.inc({ limit }, 0);
    new Gauge({
      name: 'two_factor_provider_circuit',
      help: '1 for the state that the circuit breaker of the provider is in.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        for (const state of CIRCUIT_STATES) this.set({ state }, state === providerCircuit() ? 1 : 0);
      },
    });
  }

  count({ type, reason = '' }: SecurityEventInput): void {
    this.events.inc({ type, reason });
  }

  countBeyondLimit(limit: string): void {
    this.beyondLimits.inc({ limit });
  }

  /** @param count asks the storage that all replicas share; while it is gone the gauge is NaN, and the rest is there */
  watchPausedRanges(count: () => Promise<number>): void {
    new Gauge({
      name: 'two_factor_paused_ranges',
      help: 'Ranges of numbers that get no codes now, because hardly any code came back approved.',
      registers: [this.registry],
      async collect() {
        this.set(await count().catch(() => NaN));
      },
    });
  }

  /** @param ask Redis, where it keeps the limits; rejects when it does not answer */
  watchLimitStorage(ask: () => Promise<unknown>): void {
    new Gauge({
      name: 'rate_limit_storage_reachable',
      help: '0 while Redis, where attempts are counted, does not answer and logins are refused. Without Redis always 1.',
      registers: [this.registry],
      async collect() {
        this.set(
          await ask().then(
            () => 1,
            () => 0,
          ),
        );
      },
    });
  }

  mount(server: FastifyInstance): void {
    server.addHook('onResponse', async (request, reply) => {
      const route = request.routeOptions.url ?? 'none';
      this.durations.observe({ route, status: reply.statusCode }, reply.elapsedTime / 1000);
    });
    server.get('/metrics', async (_request, reply) =>
      reply.type(this.registry.contentType).send(await this.registry.metrics()),
    );
  }
}
