import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../../core/clock.js';
import { isUniqueViolation } from '../../core/database-failure.js';
import { User } from '../../accounts/user.entity.js';
import type { AuthyPhones, Stays } from './authy-phones.js';
import type { RequestScope } from '../../core/request-scope.js';
import type { RevocationService } from '../../sessions/revocation.service.js';
import { commandLineScope, type SecurityLogService } from '../../audit/security-log.service.js';
import { inTransaction } from '../../core/transaction.js';
import { PHONE_NAME } from '../../factors/authenticators/authenticator.dependent.js';
import { ADD_MISSING_PHONE } from '../../factors/authenticators/authenticator.sql.js';
import { TrustedDevice } from '../../factors/trusted-devices/trusted-device.entity.js';

const BATCH = 100;

export type Move = { readonly user: User } & (
  | { readonly kind: 'moved' }
  /** Verify needs only the number, which is stored already. */
  | { readonly kind: 'alreadyThere' }
  | Stays
);

export interface MigrationOptions {
  /** Checks everything and changes nothing. */
  readonly dryRun: boolean;
  /** Deletes the Authy id too. After that Authy cannot send codes to this user. */
  readonly forgetAuthy: boolean;
}

/**
 * Moves users from Authy to Verify. For a user with a stored phone there is nothing to do. For a user with only an Authy
 * id, Authy is asked for the number, and the second factor is on afterwards. The number is a new credential, so the
 * user's sessions end.
 */
export class AuthyMigrationService {
  /** Numbers that the dry run has used. The database would refuse a second user with the same number. */
  readonly #promised = new Set<string>();

  constructor(
    private readonly phones: Pick<AuthyPhones, 'find'>,
    private readonly revocations: Pick<RevocationService, 'revokeAll'>,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {}

  async count(em: EntityManager): Promise<number> {
    return em.count(User, AFFECTED);
  }

  /** All users with an Authy id or a phone, by name, so that a second run has the same order. */
  async *users(openEm: () => EntityManager): AsyncGenerator<User> {
    let after = '';
    for (;;) {
      const batch = await openEm().find(
        User,
        { $and: [AFFECTED, { usernameKey: { $gt: after } }] },
        { orderBy: { usernameKey: 'asc' }, limit: BATCH },
      );
      yield* batch;
      const last = batch.at(-1);
      if (!last || batch.length < BATCH) return;
      after = last.usernameKey;
    }
  }

  /** Moves one user after the other, each completely or not at all. It can be stopped at any time. */
  async *migrate(options: MigrationOptions, openEm: () => EntityManager): AsyncGenerator<Move> {
    for await (const user of this.users(openEm))
      yield { user, ...(await this.move(user, options, openEm())) };
  }

  private async move(user: User, options: MigrationOptions, em: EntityManager): Promise<Outcome> {
    if (user.phone != null) {
      if (!options.dryRun) await this.addAuthenticator(user, em);
      return this.forget(user, options, em);
    }
    const lookup = await this.phones.find(user.authyId ?? '');
    if (lookup.kind === 'stays') return lookup;
    return options.dryRun ? this.promise(lookup.phone, em) : this.setPhone(user, lookup.phone, options, em);
  }

  private async forget(user: User, options: MigrationOptions, em: EntityManager): Promise<Outcome> {
    if (!options.forgetAuthy || user.authyId == null) return { kind: 'alreadyThere' };
    if (!options.dryRun)
      await inTransaction(commandLineScope(em), async (within) => {
        await within.em.nativeUpdate(User, { id: user.id }, { authyId: null });
        await this.record(user, within);
      });
    return { kind: 'moved' };
  }

  /** Only if there is still no phone: the user may have registered one while Authy was asked. */
  private async setPhone(
    user: User,
    phone: string,
    { forgetAuthy }: MigrationOptions,
    em: EntityManager,
  ): Promise<Outcome> {
    const now = this.clock();
    const change = {
      phone,
      secondFactorEnabledAt: user.secondFactorEnabledAt ?? now,
      credentialsChangedAt: now,
      ...(forgetAuthy && { authyId: null }),
    };
    try {
      return await inTransaction<Outcome>(commandLineScope(em), async (within) => {
        const changed = await within.em.nativeUpdate(User, { id: user.id, phone: null }, change);
        if (changed === 0) return { kind: 'alreadyThere' };
        await this.addAuthenticator(user, within.em);
        await within.em.nativeDelete(TrustedDevice, { user: user.id });
        await this.revocations.revokeAll(user.id, 'credentialChanged', within);
        await this.record(user, within);
        return { kind: 'moved' };
      });
    } catch (error) {
      if (isUniqueViolation(error)) return PHONE_TAKEN;
      throw error;
    }
  }

  /** A number that was imported has no row among the user's authenticators. */
  private async addAuthenticator({ id: userId }: User, em: EntityManager): Promise<void> {
    await ADD_MISSING_PHONE.run(em, { ...{ id: randomUUID(), userId, name: PHONE_NAME }, now: this.clock() });
  }

  private async record({ id }: User, scope: RequestScope): Promise<void> {
    await this.securityLog.record({ type: 'phoneRegistered', reason: 'movedFromAuthy', userId: id }, scope);
  }

  /** What `setPhone` would return. */
  private async promise(phone: string, em: EntityManager): Promise<Outcome> {
    if (this.#promised.has(phone) || (await em.count(User, { phone })) > 0) return PHONE_TAKEN;
    this.#promised.add(phone);
    return { kind: 'moved' };
  }
}

const AFFECTED = { $or: [{ authyId: { $ne: null } }, { phone: { $ne: null } }] };

const PHONE_TAKEN: Stays = { kind: 'stays', reason: 'phoneTaken' };

type Outcome = { kind: 'moved' } | { kind: 'alreadyThere' } | Stays;
