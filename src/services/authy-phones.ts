import { setTimeout as delay } from 'node:timers/promises';
import type { PhoneLookup } from '../two-factor/authy-outcomes.js';
import { ServiceError } from './errors.js';
import { parseAllowedPhone } from './phone-number.js';

/** Authy slows down whoever asks fast (60003). Asking for a number again does no harm, unlike sending. */
const PAUSES_MS = [1000, 5000, 15_000];

/** A user who cannot be moved to Verify, and why, in words that scripts may rely on. */
export interface Stays {
  readonly kind: 'stays';
  readonly reason:
    'phoneTaken' | 'invalidPhone' | 'phoneNotAllowed' | 'unknownUser' | 'exportDisabled' | 'unavailable';
}

/** The numbers that Authy has of our users, for as long as it takes to move them away. */
export class AuthyPhones {
  #exportDisabled = false;

  /**
   * @param countries ISO codes that may receive codes; empty means all
   * @param pause waits for some milliseconds
   */
  constructor(
    private readonly authy: { findPhone(authyId: string): Promise<PhoneLookup> },
    private readonly countries: readonly string[],
    private readonly pause: (ms: number) => Promise<unknown> = delay,
  ) {}

  /** @returns the number as E.164, if it is one that codes may be sent to */
  async find(authyId: string): Promise<{ kind: 'found'; phone: string } | Stays> {
    // It is the same for every user: a hundred thousand further questions would not open it.
    if (this.#exportDisabled) return stays('exportDisabled');
    const lookup = await this.askPatiently(authyId);
    switch (lookup.kind) {
      case 'found':
        return this.requireAllowed(lookup.phone);
      case 'exportDisabled':
        this.#exportDisabled = true;
        return stays('exportDisabled');
      case 'unknownUser':
        return stays('unknownUser');
      case 'tooManyRequests':
      case 'unavailable':
        return stays('unavailable');
    }
  }

  private async askPatiently(authyId: string): Promise<PhoneLookup> {
    let lookup = await this.authy.findPhone(authyId);
    for (const ms of PAUSES_MS) {
      if (lookup.kind !== 'tooManyRequests') break;
      await this.pause(ms);
      lookup = await this.authy.findPhone(authyId);
    }
    return lookup;
  }

  /** A number that codes never go to would lock its holder out. */
  private requireAllowed(phone: string): { kind: 'found'; phone: string } | Stays {
    try {
      return { kind: 'found', phone: parseAllowedPhone(phone, this.countries) };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return stays(error.code === 'PHONE_NOT_ALLOWED' ? 'phoneNotAllowed' : 'invalidPhone');
    }
  }
}

function stays(reason: Stays['reason']): Stays {
  return { kind: 'stays', reason };
}
