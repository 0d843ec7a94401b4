import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const CIRCUIT_STATES = ['closed', 'halfOpen', 'open'] as const;

/** Metrics for Prometheus at `/metrics`. Labels are few and fixed: no user, no address. */
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
    help: 'Attempts and messages above a limit, by the name of the limit. `conversion` is the pause of a range of phone numbers.',
    labelNames: ['limit'],
    registers: [this.registry],
  });
  private readonly outboxTries = new Counter({
    name: 'outbox_deliveries_total',
    help: 'Messages of the outbox by kind and outcome: delivered, failed (tried again later) or dead (given up).',
    labelNames: ['kind', 'outcome'],
    registers: [this.registry],
  });
  private readonly durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to response.',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.3, 1, 3, 10],
    registers: [this.registry],
  });
  private readonly observers = new Map<string, Record<number, Histogram.Internal<'route' | 'status'>>>();

  constructor(
    { limits, events }: { limits: readonly string[]; events: readonly string[] },
    providerCircuit: () => (typeof CIRCUIT_STATES)[number],
  ) {
    collectDefaultMetrics({ register: this.registry });
    // An alarm sees a counter rise only if it starts at 0.
    for (const limit of limits) this.beyondLimits.inc({ limit }, 0);
    for (const type of events) this.events.inc({ type, reason: '' }, 0);
    new Gauge({
      name: 'two_factor_provider_circuit',
      help: '1 for the current state of the circuit breaker of the provider.',
      labelNames: ['state'],
      registers: [this.registry],
      collect() {
        for (const state of CIRCUIT_STATES) this.set({ state }, state === providerCircuit() ? 1 : 0);
      },
    });
  }

  count({ type, reason = '' }: { type: string; reason?: string }): void {
    this.events.inc({ type, reason });
  }

  countBeyondLimit(limit: string): void {
    this.beyondLimits.inc({ limit });
  }

  /** @param count reads the storage that all replicas share. If that fails, the gauge is NaN and the other metrics stay. */
  watchPausedRanges(count: () => Promise<number>): void {
    new Gauge({
      name: 'two_factor_paused_ranges',
      help: 'Ranges of phone numbers whose codes are paused, because almost none of their codes were entered.',
      registers: [this.registry],
      async collect() {
        this.set(await count().catch(() => NaN));
      },
    });
  }

  /** @param ask pings Redis, which stores the limits; rejects if Redis does not reply */
  watchLimitStorage(ask: () => Promise<unknown>): void {
    new Gauge({
      name: 'rate_limit_storage_reachable',
      help: '0 if Redis, which counts attempts, does not reply and logins are refused. Without Redis always 1.',
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

  countDelivery(kind: string, outcome: string): void {
    this.outboxTries.inc({ kind, outcome });
  }

  /**
   * @param kinds counters of these begin at 0
   * @param count reads the storage that all replicas share; while it is gone the gauge is NaN
   */
  watchOutbox(kinds: Iterable<string>, count: () => Promise<{ waiting: number; dead: number }>): void {
    for (const kind of kinds)
      for (const outcome of ['delivered', 'failed', 'dead']) this.outboxTries.inc({ kind, outcome }, 0);
    new Gauge({
      name: 'outbox_messages',
      help: 'Messages of the outbox that wait for delivery, and that were given up after a day.',
      labelNames: ['state'],
      registers: [this.registry],
      async collect() {
        const { waiting, dead } = await count().catch(() => ({ waiting: NaN, dead: NaN }));
        this.set({ state: 'waiting' }, waiting);
        this.set({ state: 'dead' }, dead);
      },
    });
  }

  mount(server: FastifyInstance): void {
    server.addHook('onResponse', (request, reply, done) => {
      const durations = this.durationsOf(request.routeOptions.url ?? 'none', reply.statusCode);
      durations.observe(reply.elapsedTime / 1000);
      done();
    });
    server.get('/metrics', async (_request, reply) =>
      reply.type(this.registry.contentType).send(await this.registry.metrics()),
    );
  }

  /** Kept, because finding a pair of labels takes longer than observing. Routes and statuses are few. */
  private durationsOf(route: string, status: number): Histogram.Internal<'route' | 'status'> {
    const known = this.observers.get(route)?.[status];
    if (known) return known;
    const observer = this.durations.labels({ route, status });
    this.observers.set(route, { ...this.observers.get(route), [status]: observer });
    return observer;
  }
}
