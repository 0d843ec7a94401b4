import type { User } from '../accounts/user.entity.js';
import type { FactorKind } from '../core/factor-kind.js';
import type { Channel } from '../core/phone-code.js';
import type { RequestScope } from '../core/request-scope.js';
import { sentence } from '../core/sentences.js';
import { badInput, ServiceError } from '../core/service-error.js';
import type { Factor, FactorMethod, OpenSignIn, PendingRequest, Proven } from './factor.js';
import { type FactorOverview, readOverview } from './factor-overview.js';
import type { PendingSignIn } from './pending/pending-sign-in.entity.js';
import type { PendingSignIns } from './pending/pending-sign-ins.js';
import type { PhoneFactor } from './phone/phone.factor.js';
import { isRecoveryCode } from './recovery/recovery-code.js';
import { isSecondFactorLocked, secondFactorLocked } from './second-factor-lock.js';

/** A pending sign-in, and all methods that its user can complete it with, the preferred one first. */
export interface TwoFactorRequired extends OpenSignIn {
  readonly methods: readonly FactorMethod[];
}

/** The order if the user prefers none: the first ones are stronger and cost nothing. */
const ORDER: readonly FactorKind[] = ['passkey', 'authenticatorApp', 'phone', 'recoveryCode'];

/** All factors, behind the interface `Factor`. A new factor is a new folder, and a line in `factor-services.ts`. */
export class SecondFactors {
  private readonly factors: ReadonlyMap<FactorKind, Factor>;

  constructor(
    private readonly phone: PhoneFactor,
    others: readonly Factor[],
    private readonly pendingSignIns: PendingSignIns,
  ) {
    this.factors = new Map([phone, ...others].map((factor) => [factor.kind, factor]));
  }

  /**
   * Opens a pending sign-in with the preferred factor. Nothing else is sent. If its message cannot be sent, another
   * factor of the user begins: an outage of the provider must not lock out users who have an app.
   *
   * @throws FORBIDDEN while the second factor is locked, and if the user has no method left; what sending throws
   */
  async begin(
    request: Omit<PendingRequest, 'credentialsChangedAt'>,
    overview: FactorOverview,
    scope: RequestScope,
  ): Promise<TwoFactorRequired> {
    const { user } = request;
    const methods = this.requireMethods(user, overview);
    const [preferred, ...others] = methods;
    const proved = { ...request, credentialsChangedAt: user.credentialsChangedAt };
    try {
      const opened = await this.factorOf(preferred.kind).begin(proved, scope);
      return { ...opened, methods };
    } catch (error) {
      const other = others.find(({ kind }) => kind !== 'phone');
      if (!other || !(error instanceof ServiceError) || error.code === 'INTERNAL_SERVER_ERROR') throw error;
      return { ...(await this.factorOf(other.kind).begin(proved, scope)), methods };
    }
  }

  /** Sends the code of a pending sign-in again, or its first one. @throws CHALLENGE_EXPIRED, and what sending throws */
  async resend(
    secret: string,
    channel: Channel | undefined,
    scope: RequestScope,
  ): Promise<TwoFactorRequired> {
    const pending = await this.pendingSignIns.findUsable(secret, scope);
    const opened = await this.phone.resend(pending, { secret, channel }, scope);
    return { ...opened, methods: await this.methodsOfPending(pending, scope) };
  }

  /**
   * Tries what a user typed. Without a kind it belongs to the factor that was begun last. A recovery code is recognized
   * by its form.
   *
   * @throws BAD_USER_INPUT for a kind without typed codes; what `Factor.check` throws
   */
  async check(
    pending: PendingSignIn,
    { code, kind }: { code: string; kind?: FactorKind | undefined },
    scope: RequestScope,
  ): Promise<Proven & { kind: FactorKind }> {
    const meant = kind ?? (isRecoveryCode(code) ? 'recoveryCode' : pending.begun);
    const factor = this.factors.get(meant);
    if (!factor?.check) throw badInput(kind ? 'kind' : 'token', sentence('kindNotTyped'));
    return { ...(await factor.check(pending, code, scope)), kind: meant };
  }

  /** The kinds that this server can offer, in the order of strength. */
  get kinds(): FactorKind[] {
    return ORDER.filter((kind) => this.factors.get(kind)?.isConfigured);
  }

  /** @throws FORBIDDEN while the second factor is locked, and if the user has no method left */
  requireMethods(user: User, overview: FactorOverview): [FactorMethod, ...FactorMethod[]] {
    const [preferred, ...others] = this.methodsOf(user, overview);
    if (preferred) return [preferred, ...others];
    throw isSecondFactorLocked(user)
      ? secondFactorLocked()
      : new ServiceError('FORBIDDEN', sentence('signInNeedsStaff'));
  }

  /** All methods of a user, the preferred one first. While the second factor is locked: recovery codes alone. */
  methodsOf(user: User, overview: FactorOverview): FactorMethod[] {
    const isLocked = isSecondFactorLocked(user);
    const order = [...new Set([...(user.preferredFactor == null ? [] : [user.preferredFactor]), ...ORDER])];
    return order
      .map((kind) => this.factors.get(kind)?.offer(user, overview))
      .filter((method) => method !== undefined)
      .filter(({ kind }) => !isLocked || kind === 'recoveryCode');
  }

  /** The methods for a pending sign-in. To register a phone, only the code that was sent to it. */
  async methodsOfPending(pending: PendingSignIn, scope: RequestScope): Promise<FactorMethod[]> {
    const user = pending.user.getEntity();
    const sentCode = pending.sentCode?.getEntity();
    if (pending.purpose !== 'registerPhone') return this.methodsOf(user, await readOverview(user.id, scope));
    return sentCode ? [this.phone.methodFor(sentCode.phone)] : [];
  }

  private factorOf(kind: FactorKind): Factor {
    const factor = this.factors.get(kind);
    if (!factor) throw new Error(`There is no factor ${kind}.`);
    return factor;
  }
}
