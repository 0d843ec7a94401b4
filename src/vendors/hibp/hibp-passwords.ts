import { createHash } from 'node:crypto';
import type { Logger } from '../../core/logger.js';
import type { BreachedPasswords } from '../breached-passwords.js';
import { exchange, type Transport, VendorOutage } from '../http-transport.js';

const TIMEOUT_MS = 1_000;
const PREFIX_LENGTH = 5;

/**
 * Pwned Passwords, by its range API: only the first five letters of the SHA-1 leave this machine, which about a
 * thousand passwords share. Replies are padded, so that their length does not show which range was asked for.
 *
 * Source: https://haveibeenpwned.com/API/v3#PwnedPasswords
 */
export class HibpPasswords implements BreachedPasswords {
  constructor(
    private readonly baseUrl: string,
    private readonly transport: Transport,
    private readonly logger: Logger,
  ) {}

  async isBreached(password: string): Promise<boolean> {
    // SHA-1 is what the service is indexed by. Nothing is protected by it.
    const hash = createHash('sha1').update(password).digest('hex').toUpperCase();
    const suffix = hash.slice(PREFIX_LENGTH);
    try {
      const lines = await this.fetchRange(hash.slice(0, PREFIX_LENGTH));
      return lines.some((line) => {
        const [found, count] = line.trim().split(':');
        // Padding has a count of 0.
        return found === suffix && Number(count) > 0;
      });
    } catch (error) {
      if (!(error instanceof VendorOutage)) throw error;
      this.logger.warn({ detail: error.message }, 'Breached passwords cannot be looked up; none is refused');
      return false;
    }
  }

  /** @throws VendorOutage */
  private async fetchRange(prefix: string): Promise<string[]> {
    const { status, body } = await exchange(
      this.transport,
      {
        method: 'GET',
        url: `${this.baseUrl}/range/${prefix}`,
        headers: { 'add-padding': 'true', 'user-agent': 'graphql-two-factor-auth' },
      },
      TIMEOUT_MS,
    );
    if (status !== 200) throw new VendorOutage(`reply with HTTP ${status}`);
    return body.split('\n');
  }
}
