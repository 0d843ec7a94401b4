import type { Clock } from '../../core/clock.js';
import type { TwoFactorConfig } from '../../config/config.js';
import type {
  ServiceFinding,
  ServiceInspection,
  PhoneCodeProvider,
} from '../../vendors/phone-code-provider.js';
import { advice, type Check, ok, problem } from './check.js';

/** A million codes against five tries. The server accepts no other length. */
const CODE_LENGTH = 6;
/** With more, tokens are refused as not yet valid, or codes as expired. */
const MAX_SKEW_SECONDS = 30;

type Found = ServiceInspection & Extract<ServiceFinding, { kind: 'found' }>;

/** Fetches the settings of the provider. No message is sent. */
export async function checkProvider(
  provider: Pick<PhoneCodeProvider, 'name' | 'channels' | 'inspect'>,
  config: TwoFactorConfig,
  clock: Clock,
): Promise<Check[]> {
  const inspections = await provider.inspect();
  const found = inspections.filter((inspection): inspection is Found => inspection.kind === 'found');
  const checks = [checkCredentials(inspections, config)];
  // Without a response, the other checks would report the same again.
  if (checks.every(({ status }) => status === 'ok')) {
    if (provider.name === 'twilio') checks.push(...inspections.map(checkService));
    checks.push(checkClock(found, clock()));
  }
  return [...checks, checkChannels(found, provider)];
}

function checkCredentials(inspections: readonly ServiceInspection[], { provider }: TwoFactorConfig): Check {
  const name = 'provider';
  if (inspections.some(({ kind }) => kind === 'credentialsRefused'))
    return problem(name, `${provider} refuses the credentials.`, CREDENTIALS_FIX[provider]);
  for (const inspection of inspections)
    if (inspection.kind === 'unavailable')
      return problem(
        name,
        `${provider} is unavailable: ${inspection.detail}.`,
        'Check that this network can reach it, and status.twilio.com.',
      );
  return ok(name, `${provider} accepts the credentials.`);
}

const CREDENTIALS_FIX: Record<TwoFactorConfig['provider'], string> = {
  twilio:
    'Compare TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or TWILIO_API_KEY and TWILIO_API_SECRET, with the Console: Account, API keys & tokens.',
  authy: 'Compare AUTHY_API_KEY with the Console: Authy, your application, Settings.',
  simulator: 'The simulator refuses the word wrong: use another.',
};

function checkService({ service, purposes, ...finding }: ServiceInspection): Check {
  const name = `${purposes[0]}-service`;
  const key = purposes[0] === 'login' ? 'TWILIO_VERIFY_SERVICE_SID' : 'TWILIO_REGISTRATION_SERVICE_SID';
  if (finding.kind !== 'found')
    return problem(
      name,
      `The Verify service ${service} does not exist in this account.`,
      `Copy the SID from the Console (Verify, Services) into ${key}.`,
    );
  if (finding.codeLength !== CODE_LENGTH)
    return problem(
      name,
      `The Verify service ${service} sends codes of ${finding.codeLength ?? 0} digits; this server needs ${CODE_LENGTH}.`,
      `Set the code length to ${CODE_LENGTH} in the Console: Verify, Services, ${service}.`,
    );
  return ok(name, `The Verify service ${service} exists; its codes have ${CODE_LENGTH} digits.`);
}

function checkChannels(
  found: readonly Found[],
  { name, channels }: Pick<PhoneCodeProvider, 'name' | 'channels'>,
): Check {
  const without = found.find(({ hasWhatsapp }) => hasWhatsapp !== true);
  if (name === 'twilio' && channels.includes('whatsapp') && without)
    return problem(
      'channels',
      `TWO_FACTOR_CHANNELS offers whatsapp, and the Verify service ${without.service} has no WhatsApp sender.`,
      'Choose an approved sender in the Console (Verify, Services, your service, WhatsApp), or remove whatsapp.',
    );
  return ok('channels', `Codes are sent by ${channels.join(', ')}.`);
}

function checkClock(found: readonly Found[], now: Date): Check {
  const name = 'clock';
  const times = found.flatMap(({ vendorTime }) => (vendorTime ? [vendorTime.getTime()] : []));
  if (times.length === 0)
    return advice(name, 'The provider does not send its time.', 'Compare the clock yourself: date -u');
  const seconds = Math.round((now.getTime() - Math.max(...times)) / 1000);
  if (Math.abs(seconds) <= MAX_SKEW_SECONDS) return ok(name, `The clock agrees with the provider's.`);
  return problem(
    name,
    `The clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the provider's.`,
    'Set it by NTP: timedatectl set-ntp true',
  );
}
