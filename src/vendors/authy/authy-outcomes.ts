import type { Unavailable } from '../circuit-breaker.js';
import { dateHeaderOf, isRecord } from '../http-transport.js';
import type {
  CheckOutcome,
  EnrollOutcome,
  SendOutcome,
  SendRefusal,
  ServiceFinding,
} from '../phone-code-provider.js';

/** A reply of Authy: a JSON object with any status. */
export interface AuthyReply {
  status: number;
  headers?: Readonly<Record<string, string>>;
  body: Record<string, unknown>;
}

/** What Authy returns to a request for a user's number. */
export type PhoneLookup =
  /** E.164. */
  | { kind: 'found'; phone: string }
  /** The application has no such user. */
  | { kind: 'unknownUser' }
  /** Authy's support has not opened the export for this application. */
  | { kind: 'exportDisabled' }
  | { kind: 'tooManyRequests' }
  | Unavailable;

const WRONG_API_KEY = '60001';
const WRONG_CODE = '60022';
const NONE_PENDING = '60023';
const NO_SUCH_USER = '60026';
const EXPORT_DISABLED = '60154';
const TOO_MANY_REQUESTS = '60003';

/** Errors of a send that are about the number. Everything that is not here is an operator's problem. */
const SEND_REFUSALS: Readonly<Record<string, SendRefusal>> = {
  60033: 'invalidNumber', // not a phone number
  60082: 'notAllowed', // a landline cannot take an SMS
  60083: 'notAllowed', // no carrier has the number
};

export function isWrongApiKey(reply: AuthyReply): boolean {
  return reply.status === 401 && errorCodeOf(reply) === WRONG_API_KEY;
}

/** The reason if the whole service fails, and not only this number or code; otherwise undefined. */
export function authyOutageOf(reply: AuthyReply): string | undefined {
  if (isWrongApiKey(reply)) return 'API key refused (60001)';
  if (reply.status >= 500) return `HTTP ${reply.status}`;
  return undefined;
}

/** `ignored` means that nothing was sent although it is called a success. */
export function sendOutcomeOf(
  reply: AuthyReply,
  onSuccess: (body: Record<string, unknown>) => SendOutcome,
): SendOutcome {
  if (isSuccess(reply)) {
    if (reply.body['ignored'] === true) return { kind: 'unavailable', detail: 'nothing was sent (ignored)' };
    return onSuccess(reply.body);
  }
  // 60003, "DoS protection": the one error that is known by its status.
  const reason = reply.status === 429 ? 'tooManySends' : SEND_REFUSALS[errorCodeOf(reply)];
  return reason ? { kind: 'refused', reason } : unexpected(reply);
}

export function phoneCheckOutcomeOf(reply: AuthyReply): CheckOutcome {
  if (isSuccess(reply)) return { kind: 'approved' };
  const code = errorCodeOf(reply);
  if (code === WRONG_CODE || isOk(reply)) return { kind: 'rejected' };
  return code === NONE_PENDING ? { kind: 'expired' } : unexpected(reply);
}

/**
 * The status alone proves nothing: Authy has returned 200 for codes it did not check. The words
 * `token: "is valid"` are required.
 */
export function tokenCheckOutcomeOf(reply: AuthyReply): CheckOutcome {
  if (isSuccess(reply) && reply.body['token'] === 'is valid') return { kind: 'approved' };
  return isOk(reply) || reply.status === 401 ? { kind: 'rejected' } : unexpected(reply);
}

export function enrollOutcomeOf(reply: AuthyReply, phone: string): EnrollOutcome {
  const { user, errors } = reply.body;
  if (isSuccess(reply) && isRecord(user)) {
    const id = user['id'];
    if (typeof id === 'number' || typeof id === 'string')
      return { kind: 'enrolled', factor: { phone, authyId: String(id) } };
  }
  const aboutNumber = isRecord(errors) && ('cellphone' in errors || 'country_code' in errors);
  return aboutNumber ? { kind: 'refused', reason: 'invalidNumber' } : unexpected(reply);
}

/** Unlike its other replies, that of the export has no `success`: the number itself is what counts. */
export function phoneLookupOf(reply: AuthyReply): PhoneLookup {
  const { e164 } = reply.body;
  if (isOk(reply) && typeof e164 === 'string') return { kind: 'found', phone: e164 };
  if (reply.status === 429) return { kind: 'tooManyRequests' };
  switch (errorCodeOf(reply)) {
    case NO_SUCH_USER:
      return { kind: 'unknownUser' };
    case EXPORT_DISABLED:
      return { kind: 'exportDisabled' };
    case TOO_MANY_REQUESTS:
      return { kind: 'tooManyRequests' };
    default:
      return unexpected(reply);
  }
}

export function applicationFindingOf(reply: AuthyReply): ServiceFinding {
  if (isWrongApiKey(reply)) return { kind: 'credentialsRefused' };
  if (!isSuccess(reply) || !isRecord(reply.body['app'])) return unexpected(reply);
  return { kind: 'found', vendorTime: dateHeaderOf(reply.headers) };
}

function isOk({ status }: AuthyReply): boolean {
  return status >= 200 && status < 300;
}

/** Authy writes `success` as a boolean in some replies and as a string in others. */
function isSuccess(reply: AuthyReply): boolean {
  return isOk(reply) && String(reply.body['success']) === 'true';
}

function errorCodeOf({ body }: AuthyReply): string {
  const code = body['error_code'];
  return typeof code === 'string' || typeof code === 'number' ? String(code) : '';
}

function unexpected(reply: AuthyReply): Unavailable {
  return { kind: 'unavailable', detail: `unexpected reply ${errorCodeOf(reply)} (HTTP ${reply.status})` };
}
