import { dateHeaderOf, isRecord, VendorOutage } from '../http-transport.js';
import {
  NOT_FOUND,
  parseFailure,
  type TwilioFailure,
  twilioOutageOf,
  WRONG_CREDENTIALS,
} from './twilio-outcomes.js';
import type { ServiceFinding } from '../phone-code-provider.js';

/**
 * Runs the read of a Verify service and says what it found. Credentials that are refused are a finding here,
 * not an outage: they are what `doctor` looks for.
 *
 * @throws VendorOutage; whatever the operation throws that Twilio did not say
 */
export async function inspectService(
  read: () => Promise<{ body: unknown; headers: unknown }>,
): Promise<ServiceFinding> {
  try {
    const { body, headers } = await read();
    const codeLength = isRecord(body) ? body['codeLength'] : undefined;
    if (typeof codeLength !== 'number') throw new VendorOutage('reply is not a Verify service');
    return { kind: 'found', codeLength, hasWhatsapp: hasSender(body), vendorTime: dateHeaderOf(headers) };
  } catch (error) {
    return findingOf(parseFailure(error));
  }
}

/** A service without a WhatsApp sender has no `whatsapp`, or one whose fields are null. */
function hasSender(service: unknown): boolean {
  const whatsapp = isRecord(service) ? service['whatsapp'] : undefined;
  return isRecord(whatsapp) && typeof whatsapp['msg_service_sid'] === 'string';
}

function findingOf(failure: TwilioFailure): ServiceFinding {
  if (failure.code === WRONG_CREDENTIALS || failure.status === 401) return { kind: 'credentialsRefused' };
  if (failure.code === NOT_FOUND) return { kind: 'missing' };
  throw new VendorOutage(
    twilioOutageOf(failure) ?? `unexpected error ${failure.code} (HTTP ${failure.status})`,
  );
}
