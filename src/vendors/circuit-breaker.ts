import type { Logger } from '../core/logger.js';
import { BrokenCircuitError, CircuitState, circuitBreaker, ConsecutiveBreaker, handleType } from 'cockatiel';
import type { ProviderHealth } from './phone-code-provider.js';
import type { ProviderName } from '../core/phone-code.js';
import { isRecord, VendorOutage } from './http-transport.js';

export interface Unavailable {
  kind: 'unavailable';
  detail: string;
}

/** Stops calling a vendor that is down, so that its outage does not slow this server. */
export interface CircuitBreaker {
  readonly state: ProviderHealth['circuit'];
  /**
   * Runs `call` and turns whatever it throws into `unavailable`. Only a `VendorOutage` counts against the
   * vendor; a reply that refuses one number or one code is a sign of life.
   */
  run<T>(call: () => Promise<T>): Promise<T | Unavailable>;
}

export interface CircuitBreakerOptions {
  /** Outages in a row, by whichever user, that open the circuit. */
  outagesToOpen?: number;
  /** How long an open circuit fails at once before one call is let through as a probe. */
  probeAfterMs?: number;
}

/** One breaker belongs to one provider, for the life of the process. */
export function createCircuitBreaker(
  provider: ProviderName,
  logger: Logger,
  { outagesToOpen = 5, probeAfterMs = 10_000 }: CircuitBreakerOptions = {},
): CircuitBreaker {
  const policy = circuitBreaker(handleType(VendorOutage), {
    breaker: new ConsecutiveBreaker(outagesToOpen),
    halfOpenAfter: probeAfterMs,
  });
  policy.onBreak(() =>
    logger.error(
      { provider, probeAfterMs },
      'The two-factor provider is down, circuit opened: no code is sent or checked until it is back',
    ),
  );
  policy.onReset(() => logger.warn({ provider }, 'The two-factor provider is back, circuit closed'));

  return {
    get state() {
      return nameOf(policy.state);
    },
    async run(call) {
      const outcome = await policy.execute(call).catch(unavailableBecauseOf);
      if (isUnavailable(outcome))
        logger.warn({ provider, detail: outcome.detail }, 'The two-factor provider is unavailable');
      return outcome;
    },
  };
}

function nameOf(state: CircuitState): ProviderHealth['circuit'] {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'halfOpen' : 'open';
}

function unavailableBecauseOf(error: unknown): Unavailable {
  return { kind: 'unavailable', detail: detailOf(error) };
}

/** What of an error may stand in the log: a foreign one's message may quote a request, only its class is safe. */
export function detailOf(error: unknown): string {
  if (error instanceof VendorOutage) return error.message;
  if (error instanceof BrokenCircuitError) return 'circuit is open';
  return `unexpected ${error instanceof Error ? error.name : typeof error}`;
}

function isUnavailable(outcome: unknown): outcome is Unavailable {
  return isRecord(outcome) && outcome['kind'] === 'unavailable';
}
