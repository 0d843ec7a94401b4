import { randomBytes } from 'node:crypto';
import { MAX_SENDS, SimulatedCode } from './simulated-code.js';

const CODE_DIGITS = 6;

interface SendAttempt {
  time: string;
  channel: string;
  attempt_sid: string;
}

/** One verification of Verify v2, from its first message until it is approved, canceled or ten minutes old. */
export class Verification extends SimulatedCode {
  readonly sid = newSid('VE');
  readonly #attempts: SendAttempt[] = [];

  constructor(
    readonly serviceSid: string,
    readonly accountSid: string,
    to: string,
    now: Date,
  ) {
    super(to, CODE_DIGITS, now);
  }

  /** Five checks used up do not end a verification: it takes no more, and no new one starts in its place. */
  isLiveAt(now: Date): boolean {
    const outcome = this.outcomeAt(now);
    return outcome === 'pending' || outcome === 'exhausted';
  }

  canSend(): boolean {
    return this.#attempts.length < MAX_SENDS;
  }

  addSend(channel: string, now: Date): void {
    this.#attempts.push({ time: isoSeconds(now), channel, attempt_sid: newSid('VL') });
    this.updatedAt = now;
  }

  /** The reply to a start, a fetch or an update. */
  toResource(now: Date, origin: string) {
    return {
      ...this.#common(now),
      lookup: {},
      send_code_attempts: this.#attempts,
      sna: null,
      url: `${origin}/v2/Services/${this.serviceSid}/Verifications/${this.sid}`,
    };
  }

  /** The reply to a check: a wrong code is no error, and the fifth wrong one still reads `pending`. */
  toCheckResource(now: Date) {
    const common = this.#common(now);
    const status = common.status === 'max_attempts_reached' ? 'pending' : common.status;
    return { ...common, status, sna_attempts_error_codes: [] };
  }

  #common(now: Date) {
    const outcome = this.outcomeAt(now);
    return {
      sid: this.sid,
      service_sid: this.serviceSid,
      account_sid: this.accountSid,
      to: this.to,
      channel: this.#attempts.at(-1)?.channel ?? 'sms',
      status: outcome === 'exhausted' ? 'max_attempts_reached' : outcome,
      valid: outcome === 'approved',
      amount: null,
      payee: null,
      date_created: isoSeconds(this.createdAt),
      date_updated: isoSeconds(this.updatedAt),
    };
  }
}

export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

/** Twilio's dates have no fractions of a second. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
