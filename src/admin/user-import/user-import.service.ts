import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { emailKey } from '../../accounts/email/email-address.js';
import { commandLineScope, type SecurityLogService } from '../../audit/security-log.service.js';
import type { Clock } from '../../core/clock.js';
import { dateOf } from '../../core/statement.js';
import { PHONE_NAME } from '../../factors/authenticators/authenticator.dependent.js';
import type { Entry, Note } from './entry.js';
import {
  type ImportedUser,
  type ImportRules,
  readUser,
  type Refusal,
  type RefusalReason,
} from './imported-user.js';
import { Taken } from './taken.js';
import { FIND_HOLDERS, INSERT_USERS, type InsertedUser } from './user-import.sql.js';

/** Users of one statement. */
const BATCH = 500;
/** How often a batch is tried for users who lost a race for a name, an address or a number. */
const MAX_TRIES = 3;

export type ImportOutcome = { readonly line: number; readonly username: string } & (
  | { readonly kind: 'imported'; readonly notes: readonly Note[] }
  /** From an earlier run, or twice in the file. */
  | { readonly kind: 'alreadyThere' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly field?: string }
);

export interface ImportOptions extends Omit<ImportRules, 'now'> {
  /** Checks everything and changes nothing. Remembers the names of the file to find those that are there twice. */
  readonly dryRun: boolean;
}

/**
 * Imports users of other systems. Each user is imported completely or not at all. Users that exist already are not
 * changed. So the import can be stopped at any time and run again.
 */
export class UserImportService {
  /** The users that a dry run would have inserted. */
  readonly #promised: Taken | undefined;

  constructor(
    private readonly options: ImportOptions,
    private readonly securityLog: SecurityLogService,
    private readonly clock: Clock,
  ) {
    this.#promised = options.dryRun ? new Taken() : undefined;
  }

  /** One outcome for each entry. Keeps no more than a batch of them. */
  async *import(entries: AsyncIterable<Entry>, openEm: () => EntityManager): AsyncGenerator<ImportOutcome> {
    let batch: (ImportedUser | Refusal)[] = [];
    for await (const entry of entries) {
      batch.push(readUser(entry, { ...this.options, now: this.clock() }));
      if (batch.length < BATCH) continue;
      yield* await this.importBatch(batch, openEm());
      batch = [];
    }
    yield* await this.importBatch(batch, openEm());
  }

  private async importBatch(
    batch: readonly (ImportedUser | Refusal)[],
    em: EntityManager,
  ): Promise<readonly ImportOutcome[]> {
    const outcomes = batch.filter(isRefusal).map(refused);
    let left = batch.filter(isUser);
    for (let tries = 0; left.length > 0 && tries < MAX_TRIES; tries += 1) {
      const accepted = await this.findInsertable(left, outcomes, em);
      const inserted = await this.insert(accepted, em);
      left = [];
      for (const { user, notes } of accepted)
        if (inserted.has(user)) outcomes.push({ ...shown(user), kind: 'imported', notes });
        else left.push(user);
    }
    outcomes.push(...left.map((user) => refused({ ...shown(user), reason: 'changedMeanwhile' })));
    return outcomes.sort((one, other) => one.line - other.line);
  }

  /** @returns the users to insert. Adds the outcomes of all others to `outcomes` */
  private async findInsertable(
    users: readonly ImportedUser[],
    outcomes: ImportOutcome[],
    em: EntityManager,
  ): Promise<readonly Accepted[]> {
    const taken = await this.findTaken(users, em);
    const accepted: Accepted[] = [];
    for (const user of users) {
      const holders = this.#promised ? [taken, this.#promised] : [taken];
      const holder = holders.map((one) => one.holderOf(user)).find((found) => found !== 'nobody');
      if (holder === 'sameUser') outcomes.push({ ...shown(user), kind: 'alreadyThere' });
      else if (holder === 'anotherUser') outcomes.push(refused({ ...shown(user), reason: 'nameTaken' }));
      else if (holders.some((one) => one.hasPhone(user)))
        outcomes.push(refused({ ...shown(user), reason: 'phoneTaken' }));
      else {
        const isEmailTaken = user.isEmailVerified && holders.some((one) => one.hasEmail(user));
        accepted.push(isEmailTaken ? withoutProof(user) : { user, notes: user.notes });
        (this.#promised ?? taken).add(isEmailTaken ? { ...user, isEmailVerified: false } : user);
      }
    }
    return accepted;
  }

  private async findTaken(users: readonly ImportedUser[], em: EntityManager): Promise<Taken> {
    const rows = await FIND_HOLDERS.run(em, {
      usernameKeys: users.map(({ usernameKey }) => usernameKey),
      phones: users.flatMap(({ phone }) => phone ?? []),
      emails: users.flatMap(({ email, isEmailVerified }) =>
        email !== null && isEmailVerified ? [emailKey(email)] : [],
      ),
    });
    const taken = new Taken();
    for (const row of rows)
      taken.add({
        username: row.username,
        usernameKey: row.username_key,
        email: row.email,
        isEmailVerified: row.is_email_verified,
        phone: row.phone,
        createdAt: dateOf(row.created_at),
      });
    return taken;
  }

  /** @returns the users that were inserted. In a dry run: all of them */
  private async insert(accepted: readonly Accepted[], em: EntityManager): Promise<ReadonlySet<ImportedUser>> {
    if (this.options.dryRun || accepted.length === 0) return new Set(accepted.map(({ user }) => user));
    const now = this.clock();
    const rows = accepted.map(({ user, isEmailTaken }) => ({ user, row: toRow(user, isEmailTaken, now) }));
    const event = this.securityLog.compose({ type: 'userCreated', reason: 'imported' }, commandLineScope(em));
    const inserted = await INSERT_USERS.run(em, {
      ...event.values,
      rows: JSON.stringify(rows.map(({ row }) => row)),
      phoneName: PHONE_NAME,
      now,
    });
    const ids = new Set(inserted.map(({ id }) => id));
    return new Set(rows.filter(({ row }) => ids.has(row.id)).map(({ user }) => user));
  }
}

interface Accepted {
  readonly user: ImportedUser;
  readonly notes: readonly Note[];
  /** Another user has proved the address. */
  readonly isEmailTaken?: true;
}

/** A proved address belongs to one user. So this user is imported with an address that is not proved. */
function withoutProof(user: ImportedUser): Accepted {
  return { user, notes: [...user.notes, 'emailTaken'], isEmailTaken: true };
}

function toRow(user: ImportedUser, isEmailTaken: true | undefined, now: Date): InsertedUser {
  const isGuarded = user.phone !== null || user.authyId !== null;
  return {
    ...{ id: randomUUID(), username: user.username, username_key: user.usernameKey },
    ...{ email: user.email, email_verified_at: user.isEmailVerified && !isEmailTaken ? now : null },
    ...{ password_hash: user.passwordHash, is_active: user.isActive, is_staff: user.isStaff },
    ...{ phone: user.phone, authy_id: user.authyId, second_factor_enabled_at: isGuarded ? now : null },
    ...{ created_at: user.createdAt ?? now, authenticator_id: randomUUID() },
  };
}

function isRefusal(read: ImportedUser | Refusal): read is Refusal {
  return 'reason' in read;
}

function isUser(read: ImportedUser | Refusal): read is ImportedUser {
  return !isRefusal(read);
}

function shown({ line, username }: ImportedUser): { line: number; username: string } {
  return { line, username };
}

function refused(refusal: Refusal): ImportOutcome {
  return { ...refusal, kind: 'refused' };
}
