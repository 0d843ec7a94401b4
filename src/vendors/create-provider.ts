import type { Logger } from '../core/logger.js';
import type { Clock } from '../core/clock.js';
import type { ProviderName } from '../core/phone-code.js';
import type { Config, TwoFactorConfig } from '../config/config.js';
import type { AuthyProvider } from './authy/authy.provider.js';
import { createCircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.js';
import type { Simulator } from './simulator/simulator.js';
import { networkTransport } from './network-transport.js';
import type { Transport } from './http-transport.js';
import type { PhoneNotifier } from './phone-notifier.js';
import type { TwilioVerifyProvider } from './twilio/twilio-verify.provider.js';
import type { PhoneCodeProvider, ProviderHealth } from './phone-code-provider.js';
import type { ProviderOptions } from './provider-options.js';

export interface ProviderDependencies {
  clock: Clock;
  logger: Logger;
  /** Used instead of a new one when the configuration names the simulator. */
  simulator?: Simulator | undefined;
  breaker?: CircuitBreakerOptions | undefined;
}

/** What sends codes, what notifies people of a changed phone, and the simulator where it stands in for the network. */
export interface TwoFactor {
  readonly provider: PhoneCodeProvider;
  readonly notifier: PhoneNotifier | undefined;
  readonly simulator: Simulator | undefined;
  /** The state of the provider's circuit breaker. */
  readonly circuit: () => ProviderHealth['circuit'];
}

/** All that the configuration names of the second factor. Nothing else of the vendors is loaded. */
export async function createTwoFactor(
  { twoFactor, publicUrl }: Pick<Config, 'twoFactor' | 'publicUrl'>,
  { clock, logger }: Pick<ProviderDependencies, 'clock' | 'logger'>,
): Promise<TwoFactor> {
  const { provider, simulator } = await createProvider(twoFactor, { clock, logger });
  const notifier = await createNotifier(twoFactor, new URL(publicUrl).host, simulator);
  return { provider, notifier, simulator, circuit: () => provider.health().circuit };
}

/**
 * The provider that the configuration names. `simulator` is Twilio Verify with the simulator in place of the
 * network, and nothing else differs.
 */
export async function createProvider(
  config: TwoFactorConfig,
  dependencies: ProviderDependencies,
): Promise<{ provider: PhoneCodeProvider; simulator?: Simulator }> {
  switch (config.provider) {
    case 'authy':
      return { provider: await createAuthyProvider(config, networkTransport(config.proxy), dependencies) };
    case 'twilio':
      return { provider: await createTwilioProvider(config, networkTransport(config.proxy), dependencies) };
    case 'simulator': {
      const simulator = dependencies.simulator ?? (await createSimulator(config, dependencies));
      return { provider: await createTwilioProvider(config, simulator.transport, dependencies), simulator };
    }
  }
}

/**
 * What notifies people of a changed phone; undefined when no Messaging service is configured.
 *
 * @param site how people know the server, for the text
 * @param simulator takes the messages in place of the network
 */
async function createNotifier(
  { twilio, timeoutMs, proxy }: TwoFactorConfig,
  site: string,
  simulator: Simulator | undefined,
): Promise<PhoneNotifier | undefined> {
  const { messagingServiceSid } = twilio;
  if (messagingServiceSid === undefined) return undefined;
  const transport = simulator?.transport ?? networkTransport(proxy);
  const { TwilioMessagingNotifier } = await import('./twilio/twilio-messaging.notifier.js');
  return new TwilioMessagingNotifier({
    config: twilio,
    messagingServiceSid,
    site,
    timeoutMs,
    transport,
  });
}

async function createTwilioProvider(
  config: TwoFactorConfig,
  transport: Transport,
  dependencies: ProviderDependencies,
): Promise<TwilioVerifyProvider> {
  const { TwilioVerifyProvider } = await import('./twilio/twilio-verify.provider.js');
  return new TwilioVerifyProvider(optionsOf('twilio', config, transport, dependencies));
}

/** Authy, whatever provider is configured: `authy migrate` reads numbers from it after the change to Verify too. */
export async function createAuthyProvider(
  config: TwoFactorConfig,
  transport: Transport,
  dependencies: ProviderDependencies,
): Promise<AuthyProvider> {
  const { AuthyProvider } = await import('./authy/authy.provider.js');
  return new AuthyProvider(optionsOf('authy', config, transport, dependencies));
}

function optionsOf<Vendor extends ProviderName>(
  vendor: Vendor,
  { [vendor]: config, channels, timeoutMs }: TwoFactorConfig,
  transport: Transport,
  { logger, breaker }: Pick<ProviderDependencies, 'logger' | 'breaker'>,
): ProviderOptions<TwoFactorConfig[Vendor]> {
  const circuit = createCircuitBreaker(vendor, logger, breaker);
  return { config, channels, timeoutMs, transport, breaker: circuit, logger };
}

async function createSimulator(
  config: TwoFactorConfig,
  { clock }: Pick<ProviderDependencies, 'clock'>,
): Promise<Simulator> {
  const { Simulator } = await import('./simulator/simulator.js');
  return new Simulator({ clock, serviceNames: serviceNamesOf(config) });
}

function serviceNamesOf({ twilio }: TwoFactorConfig): Record<string, string> {
  const { loginServiceSid, registrationServiceSid } = twilio;
  if (loginServiceSid === registrationServiceSid) return { [loginServiceSid]: 'login and registration' };
  return { [loginServiceSid]: 'login', [registrationServiceSid]: 'registration' };
}
