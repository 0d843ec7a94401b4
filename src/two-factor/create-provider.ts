import type { Clock } from '../clock.js';
import type { Config, TwoFactorConfig } from '../config.js';
import { AuthyProvider } from './authy.provider.js';
import { createCircuitBreaker, type CircuitBreakerOptions, type ProviderLogger } from './circuit-breaker.js';
import { Simulator } from './simulator/simulator.js';
import { fetchTransport, type Transport } from './transport.js';
import type { PhoneNotifier } from './phone-notifier.js';
import { TwilioMessagingNotifier } from './twilio-messaging.notifier.js';
import { TwilioVerifyProvider } from './twilio-verify.provider.js';
import type { TwoFactorProvider } from './two-factor-provider.js';

export interface ProviderDependencies {
  clock: Clock;
  logger: ProviderLogger;
  /** Taken instead of a new one when the configuration asks for the simulator. */
  simulator?: Simulator | undefined;
  breaker?: CircuitBreakerOptions | undefined;
}

/** Who sends codes, who tells people of a changed phone, and where their messages go when nothing is sent. */
export interface TwoFactor {
  readonly provider: TwoFactorProvider;
  readonly notifier: PhoneNotifier | undefined;
  readonly simulator: Simulator | undefined;
}

/** All that the configuration names of the second factor. */
export function createTwoFactor(
  { twoFactor, publicUrl }: Pick<Config, 'twoFactor' | 'publicUrl'>,
  { clock, logger }: Pick<ProviderDependencies, 'clock' | 'logger'>,
): TwoFactor {
  const { provider, simulator } = createProvider(twoFactor, { clock, logger });
  const notifier = createNotifier(twoFactor, new URL(publicUrl).host, { simulator, logger });
  return { provider, notifier, simulator };
}

/**
 * The provider that the configuration names. `simulator` is Twilio Verify with the simulator in place of the
 * network, and nothing else differs.
 */
export function createProvider(
  config: TwoFactorConfig,
  dependencies: ProviderDependencies,
): { provider: TwoFactorProvider; simulator?: Simulator } {
  switch (config.provider) {
    case 'authy':
      return { provider: createAuthyProvider(config, fetchTransport, dependencies) };
    case 'twilio':
      return { provider: createTwilioProvider(config, fetchTransport, dependencies) };
    case 'simulator': {
      const simulator =
        dependencies.simulator ??
        new Simulator({ clock: dependencies.clock, serviceNames: serviceNamesOf(config) });
      return { provider: createTwilioProvider(config, simulator.transport, dependencies), simulator };
    }
  }
}

/**
 * Who tells people of a changed phone; undefined when no Messaging service is configured.
 *
 * @param site how people know the server, for the text
 * @param simulator takes the messages in place of the network
 */
function createNotifier(
  { twilio, timeoutMs }: TwoFactorConfig,
  site: string,
  { simulator, logger }: Pick<ProviderDependencies, 'simulator' | 'logger'>,
): PhoneNotifier | undefined {
  const { messagingServiceSid } = twilio;
  if (messagingServiceSid === undefined) return undefined;
  const transport = simulator?.transport ?? fetchTransport;
  return new TwilioMessagingNotifier({
    config: twilio,
    messagingServiceSid,
    site,
    timeoutMs,
    transport,
    logger,
  });
}

/** Whether Twilio has one code of a number for both purposes, whoever asks for it. */
export function sharesService({ provider, twilio }: TwoFactorConfig): boolean {
  return provider !== 'authy' && twilio.loginServiceSid === twilio.registrationServiceSid;
}

function createTwilioProvider(
  { twilio, channels, timeoutMs }: TwoFactorConfig,
  transport: Transport,
  { logger, breaker }: ProviderDependencies,
): TwilioVerifyProvider {
  return new TwilioVerifyProvider({
    config: twilio,
    channels,
    timeoutMs,
    transport,
    breaker: createCircuitBreaker('twilio', logger, breaker),
    logger,
  });
}

/** Authy whichever provider is configured: `authy migrate` asks it for numbers after the change to Verify too. */
export function createAuthyProvider(
  { authy, channels, timeoutMs }: TwoFactorConfig,
  transport: Transport,
  { logger, breaker }: ProviderDependencies,
): AuthyProvider {
  return new AuthyProvider({
    config: authy,
    channels,
    timeoutMs,
    transport,
    breaker: createCircuitBreaker('authy', logger, breaker),
    logger,
  });
}

function serviceNamesOf({ twilio }: TwoFactorConfig): Record<string, string> {
  const { loginServiceSid, registrationServiceSid } = twilio;
  if (loginServiceSid === registrationServiceSid) return { [loginServiceSid]: 'login and registration' };
  return { [loginServiceSid]: 'login', [registrationServiceSid]: 'registration' };
}
