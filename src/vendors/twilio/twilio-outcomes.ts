import type { Unavailable } from '../circuit-breaker.js';
import type { CheckOutcome, SendOutcome, SendRefusal } from '../phone-code-provider.js';
import { isRecord, VendorOutage } from '../http-transport.js';

/** The fields of a verification that decisions are made on. */
export interface Verification {
  kind: 'verification';
  sid: string;
  status: string;
}

/** What Twilio's error replies say. `message` repeats the caller's number: match on it, never pass it on. */
export interface TwilioFailure {
  kind: 'failure';
  status: number;
  code: number | undefined;
  message: string;
}

/** The platform's own limit. The one error that promises the request was not carried out. */
export const PLATFORM_LIMIT = 20429;
/** Wrong account SID, key or secret: nobody can log in until an operator fixes it. */
export const WRONG_CREDENTIALS = 20003;
export const NOT_FOUND = 20404;
const INVALID_PARAMETER = 60200;
const TOO_MANY_CHECKS = 60202;

/** Errors of a start that are about the number. Everything that is not here is an operator's problem. */
const SEND_REFUSALS: Readonly<Record<number, SendRefusal>> = {
  60203: 'tooManySends', // five messages for one verification
  60205: 'notAllowed', // a landline cannot take an SMS
  60212: 'tooManySends', // concurrent starts for the same number
  60410: 'notAllowed', // Fraud Guard blocked the prefix
  60605: 'notAllowed', // the account's geo permissions leave the country out
};

/**
 * Runs an operation of the twilio package and reads how it ended: its errors carry the status of the reply and
 * what the reply said.
 *
 * @throws VendorOutage when the reply is no verification; whatever the operation throws that Twilio did not say
 */
export async function settle(operation: () => Promise<unknown>): Promise<Verification | TwilioFailure> {
  let reply: unknown;
  try {
    reply = await operation();
  } catch (error) {
    return parseFailure(error);
  }
  const verification = parseVerification(reply);
  if (!verification) throw new VendorOutage('reply is not a verification');
  return verification;
}

/**
 * The reason if the whole service fails, and not only this number or code; otherwise undefined.
 * An error without a code did not come from Twilio but from something on the way.
 */
export function twilioOutageOf({ status, code }: TwilioFailure): string | undefined {
  if (code === WRONG_CREDENTIALS || status === 401) return `credentials refused (${code ?? 'HTTP 401'})`;
  if (code === PLATFORM_LIMIT) return 'platform limit, twice (20429)';
  if (status >= 500) return `HTTP ${status}`;
  return code === undefined ? `HTTP ${status} without a Twilio code` : undefined;
}

export function sendOutcomeOf(failure: TwilioFailure): SendOutcome {
  if (failure.code === INVALID_PARAMETER && namesParameter(failure, 'To'))
    return { kind: 'refused', reason: 'invalidNumber' };
  if (failure.code === NOT_FOUND)
    return { kind: 'unavailable', detail: 'the Verify service does not exist (20404): doctor says which' };
  const reason = SEND_REFUSALS[failure.code ?? 0];
  return reason ? { kind: 'refused', reason } : unexpected(failure);
}

/** Some accounts see 60200 on `To` instead of 20404 for a verification that has ended. */
export function checkOutcomeOf(failure: TwilioFailure): CheckOutcome {
  if (failure.code === TOO_MANY_CHECKS) return { kind: 'exhausted' };
  if (failure.code === NOT_FOUND) return { kind: 'expired' };
  const gone = namesParameter(failure, 'To') || namesParameter(failure, 'VerificationSid');
  if (failure.code === INVALID_PARAMETER && gone) return { kind: 'expired' };
  return unexpected(failure);
}

/** A verification's `status` after a check. `valid` is ignored: only `approved` is success. */
export function checkOutcomeOfStatus(status: string): CheckOutcome {
  switch (status) {
    case 'approved':
      return { kind: 'approved' };
    case 'pending':
      return { kind: 'rejected' };
    case 'max_attempts_reached':
      return { kind: 'exhausted' };
    case 'canceled':
    case 'deleted':
    case 'expired':
      return { kind: 'expired' };
    default:
      return { kind: 'unavailable', detail: 'reply with an unknown status' };
  }
}

function parseVerification(reply: unknown): Verification | undefined {
  if (!isRecord(reply)) return undefined;
  const { sid, status } = reply;
  if (typeof sid !== 'string' || !/^VE[0-9a-f]{32}$/i.test(sid) || typeof status !== 'string')
    return undefined;
  return { kind: 'verification', sid, status };
}

/** @throws what Twilio did not say, as it is */
export function parseFailure(error: unknown): TwilioFailure {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') throw error;
  const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  const message: unknown = error.message;
  return { kind: 'failure', status: error.status, code, message: typeof message === 'string' ? message : '' };
}

function namesParameter({ message }: TwilioFailure, name: string): boolean {
  return new RegExp(`parameter:? \`?${name}\\b`, 'i').test(message);
}

function unexpected({ status, code }: TwilioFailure): Unavailable {
  return { kind: 'unavailable', detail: `unexpected error ${code ?? ''} (HTTP ${status})` };
}
