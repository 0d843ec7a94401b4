import type { Channel } from '../core/phone-code.js';
import type { Logger } from '../core/logger.js';
import type { CircuitBreaker } from './circuit-breaker.js';
import type { Transport } from './http-transport.js';

/** What a provider of codes is made of. */
export interface ProviderOptions<VendorConfig> {
  config: VendorConfig;
  channels: readonly [Channel, ...Channel[]];
  /** How long one request may take. */
  timeoutMs: number;
  transport: Transport;
  breaker: CircuitBreaker;
  logger: Logger;
}
