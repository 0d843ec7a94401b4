import type { User } from '../accounts/user.entity.js';
import type { RequestScope } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import { withSecondFactor } from '../factors/amr.js';
import type { AuthenticationResult } from '../factors/authentication-result.js';
import { type Ceremonies, type RequestOptions, requirePasskeys } from '../factors/passkey/ceremonies.js';
import type { PasskeyChallenges, TakenChallenge } from '../factors/passkey/passkey-challenges.js';
import type { PasskeyCheckService } from '../factors/passkey/passkey-check.service.js';
import type { PasskeyRefusals } from '../factors/passkey/passkey-refusals.js';
import { parseAssertion } from '../factors/passkey/passkey-response.js';
import { FIND_PASSKEYS } from '../factors/passkey/passkey.sql.js';
import type { Proven } from '../factors/factor.js';
import type { PendingSignIn } from '../factors/pending/pending-sign-in.entity.js';
import type { PendingSignIns } from '../factors/pending/pending-sign-ins.js';
import { type CountKey, sourceKeys, subKey } from '../limits/limit-keys.js';
import type { RateLimitService } from '../limits/rate-limit.service.js';
import type { SessionService } from '../sessions/session.service.js';
import type { TokenPair } from '../tokens/token-pair.js';
import type { SecondStepService } from './second-step.service.js';
import type { StepUpService } from './step-up.service.js';

/** A page that is opened asks for a challenge, for autofill, whether or not somebody signs in there. */
const REQUESTS_PER_TRY = 10;

/** A challenge for a passkey. */
export interface PasskeyRequest {
  /** Known to the client alone. Of a second step, the one that it has already. */
  readonly challenge: string;
  readonly options: RequestOptions;
  readonly expiresAt: Date;
}

/** Signing in with a passkey: as second factor, as step-up, and without a password. */
export class PasskeySignInService {
  /**
   * @param ceremonies undefined where passkeys are not offered
   * @param checks undefined where passkeys are not offered
   */
  constructor(
    private readonly ceremonies: Ceremonies | undefined,
    private readonly checks: PasskeyCheckService | undefined,
    private readonly challenges: PasskeyChallenges,
    private readonly pendingSignIns: PendingSignIns,
    private readonly stepUps: StepUpService,
    private readonly secondSteps: SecondStepService,
    private readonly sessions: SessionService,
    private readonly rateLimits: RateLimitService,
    private readonly refusals: PasskeyRefusals,
  ) {}

  /**
   * Makes a challenge.
   *
   * @param pendingSecret of a pending sign-in; undefined for a sign-in without a password
   * @throws FORBIDDEN where passkeys are not offered, or the user has none; CHALLENGE_EXPIRED; RATE_LIMITED;
   * UNAUTHENTICATED for a step-up without its session
   */
  async request(pendingSecret: string | undefined, scope: RequestScope): Promise<PasskeyRequest> {
    const ceremonies = requirePasskeys(this.ceremonies);
    return pendingSecret === undefined
      ? this.requestSignIn(ceremonies, scope)
      : this.requestSecondStep(ceremonies, pendingSecret, scope);
  }

  /**
   * Checks the response of a passkey. The challenge is used up in any case.
   *
   * @throws INVALID_PASSKEY; CHALLENGE_EXPIRED; RATE_LIMITED; UNAUTHENTICATED for a step-up without its session; FORBIDDEN
   * where passkeys are not offered, or the second factor is locked
   */
  async verify(
    { challenge: secret, response }: { challenge: string; response: unknown },
    scope: RequestScope,
  ): Promise<AuthenticationResult> {
    const checks = requirePasskeys(this.checks);
    const assertion = parseAssertion(response);
    const taken = await this.take(secret, assertion?.id ?? '', scope);
    const pair =
      taken.purpose === 'secondStep'
        ? await this.completeSecondStep(secret, scope, (pending) =>
            checks.checkSecondStep(pending, taken, assertion, scope),
          )
        : await this.signIn(await checks.checkSignIn(taken, assertion, scope), scope);
    return { kind: 'signedIn', pair };
  }

  /** A copy of an earlier response comes for a challenge that was used. It is logged. */
  private async take(secret: string, credentialId: string, scope: RequestScope): Promise<TakenChallenge> {
    try {
      return await this.challenges.take(secret, credentialId, scope);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'CHALLENGE_EXPIRED') {
        const userId = await this.pendingSignIns.findOwnerId(secret, scope);
        const type = userId === undefined ? 'signInRefused' : 'codeRejected';
        await this.refusals.record({ type, reason: 'expired', userId }, scope);
      }
      throw error;
    }
  }

  private async requestSignIn(ceremonies: Ceremonies, scope: RequestScope): Promise<PasskeyRequest> {
    await this.rateLimits.consume({ codesPerAddress: requestKeys(scope.ipAddress) });
    const { secret, challenge, expiresAt, timeoutMs } = await this.challenges.openForSignIn(scope);
    const options = await ceremonies.requestOptions({ challenge, timeoutMs });
    return { challenge: secret, options, expiresAt };
  }

  private async requestSecondStep(
    ceremonies: Ceremonies,
    secret: string,
    scope: RequestScope,
  ): Promise<PasskeyRequest> {
    const pending = await this.pendingSignIns.findUsable(secret, scope);
    if (pending.purpose === 'registerPhone') throw new ServiceError('CHALLENGE_EXPIRED');
    if (pending.purpose === 'stepUp') this.stepUps.requireSession(pending, scope);
    const allow = await FIND_PASSKEYS.run(scope.em, { userId: pending.user.id });
    if (allow.length === 0) throw new ServiceError('FORBIDDEN', sentence('authenticatorUnknown'));
    const { challenge, expiresAt, timeoutMs } = await this.challenges.openForSecondStep(pending, scope);
    const options = await ceremonies.requestOptions({ challenge, timeoutMs, allow });
    return { challenge: secret, options, expiresAt };
  }

  private async completeSecondStep(
    secret: string,
    scope: RequestScope,
    check: (pending: PendingSignIn) => Promise<Proven>,
  ): Promise<TokenPair> {
    const pending = await this.pendingSignIns.findBySecret(secret, scope);
    const prove = async () => ({ ...(await check(pending)), kind: 'passkey' as const });
    return this.secondSteps.complete(pending, prove, scope);
  }

  private signIn({ user, amr }: Proven & { user: User }, scope: RequestScope): Promise<TokenPair> {
    return this.sessions.openSession(user, { amr: withSecondFactor([], amr), locale: scope.locale }, scope);
  }
}

/** Apart from tries of codes: opening the sign-in page again and again uses none of them up. */
function requestKeys(ipAddress: string): CountKey[] {
  return sourceKeys(ipAddress).map(({ key, times }) => ({
    key: subKey(key, 'passkeyRequest'),
    times: times * REQUESTS_PER_TRY,
  }));
}
