import { randomUUID } from 'node:crypto';
import type { User } from '../../accounts/user.entity.js';
import type { RequestScope, Viewer } from '../../core/request-scope.js';
import { randomSecret } from '../../core/secrets.js';
import { type ErrorCode, ServiceError } from '../../core/service-error.js';
import type { TokenPair } from '../../tokens/token-pair.js';
import { type AuthenticatorService, requireName } from '../authenticators/authenticator.service.js';
import { type AttestedKey, type Ceremonies, type CreationOptions, requirePasskeys } from './ceremonies.js';
import { amrOfPasskey } from './passkey-check.service.js';
import type { PasskeyChallenges } from './passkey-challenges.js';
import type { PasskeyRefusals } from './passkey-refusals.js';
import { parseAttestation } from './passkey-response.js';
import { FIND_ENROLLED, INSERT_PASSKEY } from './passkey.sql.js';

const DEFAULT_NAME = 'Passkey';

/** Why a new passkey was refused, in the words of the security log. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  INVALID_PASSKEY: 'wrongPasskey',
  CHALLENGE_EXPIRED: 'expired',
};

/** A passkey that is being set up. */
export interface PasskeySetup {
  readonly enrollment: string;
  readonly options: CreationOptions;
  readonly expiresAt: Date;
}

/** Adding a passkey. */
export class PasskeyEnrollmentService {
  /** @param ceremonies undefined where passkeys are not offered */
  constructor(
    private readonly ceremonies: Ceremonies | undefined,
    private readonly challenges: PasskeyChallenges,
    private readonly authenticators: AuthenticatorService,
    private readonly refusals: PasskeyRefusals,
  ) {}

  /** @throws FORBIDDEN where passkeys are not offered; what `requireMayAdd` throws */
  async start(viewer: Viewer, scope: RequestScope): Promise<PasskeySetup> {
    const ceremonies = requirePasskeys(this.ceremonies);
    const user = await this.authenticators.requireMayAdd(viewer, 'passkey', scope);
    const [found] = await FIND_ENROLLED.run(scope.em, { userId: user.id, handle: randomSecret() });
    if (!found) throw new ServiceError('UNAUTHENTICATED');
    const { handle, keys } = found;
    const id = randomUUID();
    const { challenge, expiresAt, timeoutMs } = await this.challenges.openForEnrollment(user, id, scope);
    const options = await ceremonies.creationOptions({
      ...{ handle, username: user.username, challenge, timeoutMs, exclude: keys },
    });
    return { enrollment: id, options, expiresAt };
  }

  /**
   * Makes the passkey a second factor.
   *
   * @throws CHALLENGE_EXPIRED for an enrollment that is unknown, old or used; INVALID_PASSKEY, also for a passkey that
   * somebody has already; RATE_LIMITED after many refusals; BAD_USER_INPUT for the name; what `requireMayAdd` and `AuthenticatorService.add` throw
   */
  async confirm(
    viewer: Viewer,
    { enrollment: id, response, name }: { enrollment: string; response: unknown; name?: string | undefined },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const ceremonies = requirePasskeys(this.ceremonies);
    const given = requireName(name ?? DEFAULT_NAME);
    const user = await this.authenticators.requireMayAdd(viewer, 'passkey', scope);
    try {
      const challenge = await this.challenges.takeEnrollment(id, user, scope);
      const key = await ceremonies.verifyAttestation(parseAttestation(response), challenge);
      return await this.add(user, viewer, { id, name: given, key }, scope);
    } catch (error) {
      const reason = error instanceof ServiceError ? REASONS[error.code] : undefined;
      if (reason) await this.refusals.record({ type: 'codeRejected', reason, userId: user.id }, scope);
      throw error;
    }
  }

  private add(
    user: User,
    viewer: Viewer,
    { id, name, key }: { id: string; name: string; key: AttestedKey },
    scope: RequestScope,
  ): Promise<TokenPair> {
    const { isUserVerified, ...stored } = key;
    return this.authenticators.add(
      user,
      viewer,
      {
        ...{ id, kind: 'passkey', name, amr: amrOfPasskey({ ...stored, isUserVerified }) },
        store: async ({ em }) => {
          const inserted = await INSERT_PASSKEY.run(em, { id, ...stored });
          if (inserted.length === 0) throw new ServiceError('INVALID_PASSKEY');
        },
      },
      scope,
    );
  }
}
