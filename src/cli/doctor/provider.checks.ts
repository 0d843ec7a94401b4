import type { Clock } from '../../clock.js';
import type { TwoFactorConfig } from '../../config.js';
import type {
  ServiceFinding,
  ServiceInspection,
  TwoFactorProvider,
} from '../../two-factor/two-factor-provider.js';
import { type Check, ok, problem, warning } from './check.js';

/** A million codes against five tries; and the server takes no other length. */
const CODE_LENGTH = 6;
/** Enough to have tokens refused as not yet valid, or codes taken for expired. */
const MAX_SKEW_SECONDS = 30;

type Found = ServiceInspection & Extract<ServiceFinding, { kind: 'found' }>;

/** Asks the provider how it is set up. Nothing is sent to anybody. */
export async function checkProvider(
  provider: Pick<TwoFactorProvider, 'name' | 'channels' | 'inspect'>,
  config: TwoFactorConfig,
  clock: Clock,
): Promise<Check[]> {
  const inspections = await provider.inspect();
  const found = inspections.filter((inspection): inspection is Found => inspection.kind === 'found');
  const checks = [checkCredentials(inspections, config)];
  // Without an answer the rest would say the same once more.
  if (checks.every(({ status }) => status === 'ok')) {
    if (provider.name === 'twilio')
      checks.push(...inspections.map(checkService), checkSeparation(inspections));
    checks.push(checkClock(found, clock()));
  }
  return [...checks, ok('channels', `Codes go by ${provider.channels.join(', ')}.`)];
}

function checkCredentials(inspections: readonly ServiceInspection[], { provider }: TwoFactorConfig): Check {
  const name = 'provider';
  if (inspections.some(({ kind }) => kind === 'credentialsRefused'))
    return problem(name, `${provider} refuses the credentials.`, CREDENTIALS_MEND[provider]);
  for (const inspection of inspections)
    if (inspection.kind === 'unavailable')
      return problem(
        name,
        `${provider} gives no answer: ${inspection.detail}.`,
        'Check the way out of this network, and status.twilio.com.',
      );
  return ok(name, `${provider} accepts the credentials.`);
}

const CREDENTIALS_MEND: Record<TwoFactorConfig['provider'], string> = {
  twilio:
    'Compare TWILIO_ACCOUNT_SID, and TWILIO_AUTH_TOKEN or TWILIO_API_KEY and TWILIO_API_SECRET, with the Console: Account, API keys & tokens.',
  authy: 'Compare AUTHY_API_KEY with the Console: Authy, your application, Settings.',
  simulator: 'The simulator refuses the word wrong: take another.',
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
      `The Verify service ${service} sends codes of ${finding.codeLength ?? 0} digits; this server takes ${CODE_LENGTH}.`,
      `Set the code length to ${CODE_LENGTH} in the Console: Verify, Services, ${service}.`,
    );
  return ok(name, `The Verify service ${service} exists; its codes have ${CODE_LENGTH} digits.`);
}

/** Twilio has one code for a number and service, with five checks and five messages for all who ask for it. */
function checkSeparation(inspections: readonly ServiceInspection[]): Check {
  const name = 'separate-services';
  if (inspections.length > 1) return ok(name, 'Login and registration have a Verify service each.');
  return warning(
    name,
    'Login and registration share one Verify service, and so the code of a number: who types it to register it can use that up, and keep its owner from signing in.',
    'Make a second service in the Console, and name it in TWILIO_REGISTRATION_SERVICE_SID.',
  );
}

function checkClock(found: readonly Found[], now: Date): Check {
  const name = 'clock';
  const times = found.flatMap(({ vendorTime }) => (vendorTime ? [vendorTime.getTime()] : []));
  if (times.length === 0)
    return warning(name, 'The provider does not tell the time.', 'Compare the clock yourself: date -u');
  const seconds = Math.round((now.getTime() - Math.max(...times)) / 1000);
  if (Math.abs(seconds) <= MAX_SKEW_SECONDS) return ok(name, `The clock agrees with the provider's.`);
  return problem(
    name,
    `The clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the provider's.`,
    'Let it be set by NTP: timedatectl set-ntp true',
  );
}
