import type { Clock } from '../clock.js';
import { SentCode, type User } from '../entities/index.js';
import type { TwoFactorProvider } from '../two-factor/two-factor-provider.js';
import { deliveryOf } from './provider-terms.js';
import type { RequestScope } from './request-scope.js';

/** Codes that were sent and not answered, and ending them before their time: here first, then at the provider. */
export class PendingCodeService {
  constructor(
    private readonly provider: TwoFactorProvider,
    private readonly clock: Clock,
  ) {}

  /** The codes of a user that the provider still waits for, and nobody else with it. */
  async findAll(user: User, scope: Pick<RequestScope, 'em'>): Promise<SentCode[]> {
    return this.withoutShared(await scope.em.find(SentCode, { user, status: 'pending' }), scope);
  }

  /** Ends every code of a user: they were sent to prove something that is no longer true. */
  async cancelAll(user: User, { em }: Pick<RequestScope, 'em'>): Promise<void> {
    await em.nativeUpdate(SentCode, { user, status: { $in: ['pending', 'closed'] } }, { status: 'canceled' });
  }

  /** Best effort, and not waited for: here the codes are canceled already. */
  forgetAtProvider(codes: readonly SentCode[]): void {
    for (const code of codes) void this.provider.cancel(deliveryOf(code));
  }

  /** Ends a code here and, so that the next one is a new code, at the provider if nobody else waits for it there. */
  async cancel(code: SentCode, scope: Pick<RequestScope, 'em'>): Promise<void> {
    const canceled = await scope.em.nativeUpdate(
      SentCode,
      { id: code.id, status: 'pending' },
      { status: 'canceled' },
    );
    if (canceled !== 1) return;
    for (const own of await this.withoutShared([code], scope)) await this.provider.cancel(deliveryOf(own));
  }

  /**
   * Twilio has one code for a number and service, whoever asks: a stranger who types a number, and then another,
   * must not end what its owner waits for. A login may end a registration: it is of the number's owner, who would
   * otherwise wait for a new code as long as a stranger holds on to the old one.
   *
   * @returns those of the codes that may be ended at the provider
   */
  private async withoutShared(
    codes: readonly SentCode[],
    { em }: Pick<RequestScope, 'em'>,
  ): Promise<SentCode[]> {
    const ending = codes.filter((code) => this.isAtProvider(code));
    if (ending.length === 0) return [];
    const others = await em.find(SentCode, {
      id: { $nin: codes.map(({ id }) => id) },
      phone: { $in: ending.map(({ phone }) => phone) },
      provider: this.provider.name,
      status: 'pending',
      expiresAt: { $gt: this.clock() },
    });
    return ending.filter(
      ({ purpose, phone, reference }) =>
        purpose === 'login' ||
        // One without a reference is on its way: nobody knows yet which it will have.
        !others.some((other) => other.phone === phone && (other.reference ?? reference) === reference),
    );
  }

  private isAtProvider(code: SentCode): boolean {
    const { reference, provider } = code;
    return reference != null && provider === this.provider.name && !code.isExpiredAt(this.clock());
  }
}
