import { setTimeout as delay } from 'node:timers/promises';
import type { PhoneLookup } from '../../vendors/authy/authy-outcomes.js';
import { ServiceError } from '../../core/service-error.js';
import type { TwoFactorConfig } from '../../config/config.js';
import { parsePhone, requireAllowedPhone } from '../../factors/phone/phone-number.js';

/** Authy limits fast requests (60003). Unlike a message, a lookup can be repeated without harm. */
const PAUSES_MS = [1000, 5000, 15_000];

/** A user who cannot be moved to Verify. Scripts may rely on the reason. */
export interface Stays {
  readonly kind: 'stays';
  readonly reason:
    'phoneTaken' | 'invalidPhone' | 'phoneNotAllowed' | 'unknownUser' | 'exportDisabled' | 'unavailable';
}

/** Reads the numbers of our users from Authy, during the move to Verify. */
export class AuthyPhones {
  #exportDisabled = false;

  /**
   * @param rules for numbers, as in a registration
   * @param pause waits for some milliseconds
   */
  constructor(
    private readonly authy: { findPhone(authyId: string): Promise<PhoneLookup> },
    private readonly rules: Pick<TwoFactorConfig, 'countries' | 'phoneNumbers'>,
    private readonly pause: (ms: number) => Promise<unknown> = delay,
  ) {}

  /** @returns the number as E.164, if codes may be sent to it */
  async find(authyId: string): Promise<{ kind: 'found'; phone: string } | Stays> {
    // It is the same for every user. More requests would not change it.
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

  /** A number that never receives a code would lock the user out. */
  private requireAllowed(phone: string): { kind: 'found'; phone: string } | Stays {
    try {
      const number = parsePhone(phone, this.rules.phoneNumbers);
      requireAllowedPhone(number, this.rules.countries);
      return { kind: 'found', phone: number };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return stays(error.code === 'PHONE_NOT_ALLOWED' ? 'phoneNotAllowed' : 'invalidPhone');
    }
  }
}

function stays(reason: Stays['reason']): Stays {
  return { kind: 'stays', reason };
}
