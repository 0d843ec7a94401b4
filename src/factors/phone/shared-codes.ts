import type { Clock } from '../../core/clock.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { PhoneCodeProvider } from '../../vendors/phone-code-provider.js';
import { SentCode } from './sent-code.entity.js';
import type { Claim } from './sent-codes.js';

/**
 * Twilio has one code for each number and service, for every user who requests it. A stranger who types a number, and then
 * another, must not end the code that the owner of the first one waits for.
 */
export class SharedCodes {
  constructor(
    private readonly provider: PhoneCodeProvider,
    private readonly clock: Clock,
  ) {}

  /** Ends at the provider what a claim replaced, so that the message of the claim has a new code. */
  async endReplaced({ replaced, sentCode }: Claim, scope: Pick<RequestScope, 'em'>): Promise<void> {
    for (const own of await this.withoutShared(replaced, scope, [sentCode]))
      await this.provider.cancel(own.delivery());
  }

  /**
   * Which of the codes may be ended at the provider: those that nobody else waits for. A login may end a registration
   * too. It belongs to the owner of the number, who would otherwise wait for a new code as long as a stranger keeps
   * the old one.
   *
   * @param ignored codes that do not count as somebody else's
   */
  async withoutShared(
    codes: readonly SentCode[],
    { em }: Pick<RequestScope, 'em'>,
    ignored: readonly SentCode[] = [],
  ): Promise<SentCode[]> {
    const ending = codes.filter((code) => this.isAtProvider(code));
    if (ending.length === 0) return [];
    const others = await em.find(SentCode, {
      id: { $nin: [...codes, ...ignored].map(({ id }) => id) },
      phone: { $in: ending.map(({ phone }) => phone) },
      provider: this.provider.name,
      status: 'pending',
      expiresAt: { $gt: this.clock() },
    });
    return ending.filter(
      ({ purpose, phone, reference }) =>
        purpose === 'login' ||
        // A message without a reference is on its way: which code it has is not known yet.
        !others.some((other) => other.phone === phone && (other.reference ?? reference) === reference),
    );
  }

  private isAtProvider(code: SentCode): boolean {
    const { reference, provider } = code;
    return reference != null && provider === this.provider.name && !code.isExpiredAt(this.clock());
  }
}
