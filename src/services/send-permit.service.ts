import { addSeconds, type Clock } from '../clock.js';
import type { SentCode } from '../entities/index.js';
import type { Purpose, SendOutcome } from '../two-factor/two-factor-provider.js';
import type { ConversionService } from './conversion.service.js';
import { ServiceError } from './errors.js';
import { addressKey, prefixKey, subKey } from './limit-keys.js';
import type { RequestScope } from './request-scope.js';
import type { Logger } from './security-log.service.js';
import type { ThrottleService } from './throttle.service.js';

/** An empty budget refuses every user; one line in five minutes is heard, one a refusal would drown the rest. */
const LOUD_EVERY_SECONDS = 300;

/** Every message costs money: whether one more may go, asked in one place for all purposes and channels. */
export class SendPermitService {
  private loudAgainAt = new Date(0);

  constructor(
    private readonly throttle: ThrottleService,
    private readonly conversions: ConversionService,
    private readonly onPaused: () => void,
    private readonly logger: Logger,
    private readonly clock: Clock,
  ) {}

  /**
   * Has a message sent if every limit allows it. The budget of the whole service is asked last: what another
   * limit refuses does not use it up, or else one noisy user could spend it for everybody.
   *
   * @throws RATE_LIMITED; SERVICE_UNAVAILABLE when sends cannot be counted
   */
  async spend(code: SentCode, scope: RequestScope, send: () => Promise<SendOutcome>): Promise<SendOutcome> {
    // In this order: what a user or an address is refused uses up no tries of a number, which may be somebody else's.
    await this.throttle.consume({
      sendsPerUser: code.user.id,
      sendsPerAddress: addressKey(scope.ipAddress),
      sendsPerNumber: apart(code.purpose, code.phone),
      sendsPerPrefix: apart(code.purpose, prefixKey(code.phone)),
    });
    await whenLimited(this.conversions.countSend(code, scope), this.onPaused);
    let isSent = false;
    try {
      await whenLimited(this.throttle.consume({ sendsPerDay: 'all' }), (error) =>
        this.sayThatBudgetIsSpent(error),
      );
      const outcome = await send();
      isSent = outcome.kind === 'sent';
      return outcome;
    } finally {
      if (!isSent) await this.conversions.takeBackSend(code, scope);
    }
  }

  private sayThatBudgetIsSpent({ details }: ServiceError): void {
    const now = this.clock();
    if (now < this.loudAgainAt) return;
    this.loudAgainAt = addSeconds(now, LOUD_EVERY_SECONDS);
    this.logger.error(
      { retryAfter: details.retryAfter },
      'the daily budget of messages is spent: no code goes to anybody',
    );
  }
}

async function whenLimited(asked: Promise<void>, tell: (error: ServiceError) => void): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'RATE_LIMITED') tell(error);
    throw error;
  }
}

/** Logins have messages of their own: whoever has codes sent to somebody's number keeps nobody from signing in. */
function apart(purpose: Purpose, key: string): string {
  return purpose === 'login' ? key : subKey(key, purpose);
}
