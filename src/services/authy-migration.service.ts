import { UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Clock } from '../clock.js';
import { User } from '../entities/index.js';
import type { AuthyPhones, Stays } from './authy-phones.js';
import type { RequestScope } from './request-scope.js';
import type { RevocationService } from './revocation.service.js';
import { commandLineScope, type SecurityLogService } from './security-log.service.js';
import { inTransaction } from './transaction.js';

const BATCH = 100;

export type Move = { readonly user: User } & (
  | { readonly kind: 'moved' }
  /** Verify needs nothing but the number, and that is there. */
  | { readonly kind: 'alreadyThere' }
  | Stays
);

export interface MigrationOptions {
  /** Asks and checks everything, changes nothing. */
  readonly dryRun: boolean;
  /** Drops the Authy id too, after which Authy can guard this user no more. */
  readonly forgetAuthy: boolean;
}

/**
 * Moving from Authy to Verify. Whose phone is known here is there already. Who came with an Authy id alone was
 * guarded by Authy, so their number is asked for and the second factor is on afterwards; it is a new credential,
 * so their sessions end.
 */
export class AuthyMigrationService {
  /** Numbers that a dry run gave away: the database would refuse the second one. */
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

  /** Everybody with an Authy id or a phone, by name: an order in which a second run meets them again. */
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

  /** Moves one user after the other, each whole or not at all, so that it can be stopped at any point. */
  async *migrate(options: MigrationOptions, openEm: () => EntityManager): AsyncGenerator<Move> {
    for await (const user of this.users(openEm))
      yield { user, ...(await this.move(user, options, openEm())) };
  }

  private async move(user: User, options: MigrationOptions, em: EntityManager): Promise<Outcome> {
    if (user.phone != null) return this.forget(user, options, em);
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

  /** Only as long as there is no phone: the user may have registered one while Authy was asked. */
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
        await this.revocations.revokeAll(user.id, 'credentialChanged', within);
        await this.record(user, within);
        return { kind: 'moved' };
      });
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return PHONE_TAKEN;
      throw error;
    }
  }

  private async record({ id }: User, scope: RequestScope): Promise<void> {
    await this.securityLog.record({ type: 'phoneRegistered', reason: 'movedFromAuthy', userId: id }, scope);
  }

  /** What `setPhone` would come to. */
  private async promise(phone: string, em: EntityManager): Promise<Outcome> {
    if (this.#promised.has(phone) || (await em.count(User, { phone })) > 0) return PHONE_TAKEN;
    this.#promised.add(phone);
    return { kind: 'moved' };
  }
}

const AFFECTED = { $or: [{ authyId: { $ne: null } }, { phone: { $ne: null } }] };

const PHONE_TAKEN: Stays = { kind: 'stays', reason: 'phoneTaken' };

type Outcome = { kind: 'moved' } | { kind: 'alreadyThere' } | Stays;
