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

  /** The codes of a user that the provider still waits for. */
  async findAll(user: User, { em }: Pick<RequestScope, 'em'>): Promise<SentCode[]> {
    return em.find(SentCode, { user, status: 'pending' });
  }

  /** Ends every code of a user: they were sent to prove something that is no longer true. */
  async cancelAll(user: User, { em }: Pick<RequestScope, 'em'>): Promise<void> {
    await em.nativeUpdate(SentCode, { user, status: { $in: ['pending', 'closed'] } }, { status: 'canceled' });
  }

  /** Best effort, and not waited for: here the codes are canceled already. */
  forgetAtProvider(codes: readonly SentCode[]): void {
    for (const code of codes) if (this.isAtProvider(code)) void this.provider.cancel(deliveryOf(code));
  }

  /** Ends a code here and, so that the next one is a new code, at the provider. */
  async cancel(code: SentCode, { em }: Pick<RequestScope, 'em'>): Promise<void> {
    const canceled = await em.nativeUpdate(
      SentCode,
      { id: code.id, status: 'pending' },
      { status: 'canceled' },
    );
    if (canceled === 1 && this.isAtProvider(code)) await this.provider.cancel(deliveryOf(code));
  }

  private isAtProvider({ reference, provider, expiresAt }: SentCode): boolean {
    return reference != null && provider === this.provider.name && expiresAt > this.clock();
  }
}
