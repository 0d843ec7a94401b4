import type { SecurityLogService } from '../../audit/security-log.service.js';
import type { RequestScope } from '../../core/request-scope.js';
import { sourceKeys } from '../../limits/limit-keys.js';
import type { RateLimitService } from '../../limits/rate-limit.service.js';

/** What is refused where no try was counted: a new passkey, or a response to a challenge that is old or used. */
export interface PasskeyRefusal {
  readonly type: 'codeRejected' | 'signInRefused';
  /** In the words of the security log. */
  readonly reason: string;
  /** Undefined where nobody knows who it is. */
  readonly userId?: string | undefined;
}

/** Refusals that are in the security log. They count on the address, so that nobody fills the log with them. */
export class PasskeyRefusals {
  constructor(
    private readonly rateLimits: RateLimitService,
    private readonly securityLog: SecurityLogService,
  ) {}

  /** @throws RATE_LIMITED past the limit of the address. The log has one line of that in a window */
  async record({ type, reason, userId }: PasskeyRefusal, scope: RequestScope): Promise<void> {
    const note = (why: string) =>
      this.securityLog.record({ type, reason: why, ...(userId !== undefined && { userId }) }, scope);
    await this.rateLimits.consume({ codesPerAddress: sourceKeys(scope.ipAddress) }, () =>
      note('rateLimited'),
    );
    await note(reason);
  }
}
