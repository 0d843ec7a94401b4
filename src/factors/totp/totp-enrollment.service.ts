import { randomUUID } from 'node:crypto';
import { addSeconds, type Clock } from '../../core/clock.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import type { Sealer } from '../../core/sealing/sealer.js';
import { sentence } from '../../core/sentences.js';
import { ServiceError } from '../../core/service-error.js';
import { UUID } from '../../core/text.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import { type AuthenticatorService, requireName } from '../authenticators/authenticator.service.js';
import type { AttemptService } from '../pending/attempt.service.js';
import { requireDigits } from '../phone/code-format.js';
import { MAX_ATTEMPTS } from '../phone/sent-code.entity.js';
import { matchingStep, newTotpSecret, otpauthUri, toBase32, TOTP_DIGITS } from './totp.js';
import { TotpEnrollment } from './totp-enrollment.entity.js';
import { TOTP_AMR } from './totp.factor.js';
import { TotpSecret } from './totp-secret.entity.js';
import { COUNT_ON_ENROLLMENT, DROP_OLD_ENROLLMENTS } from './totp.sql.js';

const ENROLLMENT_SECONDS = 600;
/** Open ones of a user: one for each tab. */
const MAX_OPEN = 3;
const DEFAULT_NAME = 'Authenticator app';

/** An app that is being set up. */
export interface AppSetup {
  readonly enrollment: string;
  /** Base 32, to type by hand. */
  readonly secret: string;
  /** `otpauth://`, for a QR code. */
  readonly uri: string;
  readonly expiresAt: Date;
}

/** Setting up an authenticator app: a new secret, and its first code. */
export class TotpEnrollmentService {
  /**
   * @param sealer undefined where no key is configured: the app is not offered
   * @param issuer the name that apps show
   */
  constructor(
    private readonly sealer: Sealer | undefined,
    private readonly authenticators: AuthenticatorService,
    private readonly attempts: AttemptService,
    private readonly issuer: string,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes a secret. It is no factor until its first code is right, and replaces none.
   *
   * @throws FORBIDDEN where apps are not offered; BAD_USER_INPUT for the name; what `requireMayAdd` throws
   */
  async start(viewer: Viewer, name: string | undefined, scope: RequestScope): Promise<AppSetup> {
    const sealer = this.requireSealer();
    const user = await this.authenticators.requireMayAdd(viewer, 'authenticatorApp', scope);
    const given = requireName(name ?? DEFAULT_NAME);
    const [id, secret, now] = [randomUUID(), newTotpSecret(), this.clock()];
    const { sealed, keyId } = sealer.seal(secret, [user.id, id]);
    const expiresAt = addSeconds(now, ENROLLMENT_SECONDS);
    await scope.em.insert(TotpEnrollment, {
      ...{ id, user: user.id, name: given, sealedSecret: sealed, keyId, createdAt: now, expiresAt },
      credentialsChangedAt: user.credentialsChangedAt,
    });
    await DROP_OLD_ENROLLMENTS.run(scope.em, { userId: user.id, others: MAX_OPEN });
    const uri = otpauthUri(secret, { issuer: this.issuer, account: user.username });
    return { enrollment: id, secret: toBase32(secret), uri, expiresAt };
  }

  /**
   * Makes the app a second factor, if the code is right. The code is used up.
   *
   * @throws CHALLENGE_EXPIRED for an enrollment that is unknown, old or tried too often; INVALID_TWO_FACTOR_TOKEN with
   * `attemptsLeft`; what `AttemptService.count` and `AuthenticatorService.add` throw
   */
  async confirm(
    viewer: Viewer,
    { enrollment: id, code }: { enrollment: string; code: string },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const sealer = this.requireSealer();
    requireDigits(code, TOTP_DIGITS);
    const user = await this.authenticators.requireMayAdd(viewer, 'authenticatorApp', scope);
    const enrollment = UUID.test(id) ? await scope.em.findOne(TotpEnrollment, { id, user }) : null;
    const isProven = enrollment?.credentialsChangedAt.getTime() === user.credentialsChangedAt.getTime();
    const secret =
      enrollment && sealer.open({ keyId: enrollment.keyId, sealed: enrollment.sealedSecret }, [user.id, id]);
    if (!enrollment || !isProven || !secret) throw new ServiceError('CHALLENGE_EXPIRED');

    const now = this.clock();
    const values = { enrollmentId: id, maxAttempts: MAX_ATTEMPTS, now };
    const counted = await this.attempts.count(
      { userId: user.id, own: { statement: COUNT_ON_ENROLLMENT, values } },
      scope,
    );
    const step = matchingStep(secret, code, now);
    if (step === undefined) {
      await this.attempts.recordRejected(user.id, counted, 'rejected', scope);
      const { attemptsLeft } = counted;
      throw new ServiceError('INVALID_TWO_FACTOR_TOKEN', undefined, { attemptsLeft });
    }
    const { name } = enrollment;
    // Anew: the key that seals may be another one since.
    const { sealed: sealedSecret, keyId } = sealer.seal(secret, [user.id, id]);
    const pair = await this.authenticators.add(
      user,
      viewer,
      {
        ...{ id, kind: 'authenticatorApp', name, amr: TOTP_AMR },
        store: async ({ em }) => {
          // Of two requests at once, one finds it.
          if ((await em.nativeDelete(TotpEnrollment, { id })) === 0)
            throw new ServiceError('CHALLENGE_EXPIRED');
          await em.insert(TotpSecret, { authenticator: id, sealedSecret, keyId, lastStep: BigInt(step) });
        },
      },
      scope,
    );
    await this.attempts.settle(user.id, scope);
    return pair;
  }

  private requireSealer(): Sealer {
    if (!this.sealer) throw new ServiceError('FORBIDDEN', sentence('appsNotOffered'));
    return this.sealer;
  }
}
