import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { requireText } from '../core/text.js';
import { sourceKey } from '../limits/limit-keys.js';
import { bcrypt } from './hashes/bcrypt.js';
import type { ForeignHash } from './hashes/foreign-hash.js';
import { findForeignHash, matchesForeign } from './hashes/foreign-hashes.js';
import { usernameKey } from './username.js';
import { type Sentence, sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';

/** Code points; below this NIST SP 800-63B-4 calls a password too short when it is not the only factor. */
export const PASSWORD_MIN_LENGTH = 8;
/** bcrypt reads no more than 72 bytes: what is longer is refused, never cut. */
const MAX_BYTES = 72;
/**
 * Characters of a password that other systems hashed, at most. The time of NFKC grows with the square of the accents in a
 * row: 64 KiB of them take seconds, in which the server does nothing else.
 */
const MAX_TYPED = 4096;
/** What our own hashes begin with. Every other one came from elsewhere. */
const OWN = '$2b$';
/** `$2b$12$`: the algorithm and its cost. */
const PREFIX_LENGTH = 7;
const SERVICE_NAME = 'graphql-two-factor-auth';
/** Node's pool for work off the main thread, which files and DNS need, too. */
const POOL_THREADS = 4;
/**
 * How many hashes may wait for each thread; past that a login is refused rather than the queue growing. At a
 * quarter of a second each, the last one waits seven seconds: about as long as people do, and less than a shutdown.
 */
const MAX_WAITING = 28;
/** One processor and one thread of the pool are left to everything else. */
const THREADS = Math.max(1, Math.min(availableParallelism(), POOL_THREADS) - 1);
const BUSY_RETRY_SECONDS = 2;
/**
 * How long a refusal for want of a thread waits. Clients that come back at once would otherwise take the processors that
 * the hashes need: sixty of them send a thousand requests a second.
 */
const BUSY_PAUSE_MS = 500;
/** Hashes that one client may have: running on every thread, and a quarter of those that can wait. */
const MAX_OF_SOURCE = THREADS + (THREADS * MAX_WAITING) / 4;

/** Hashes and compares passwords, on so few threads that a flood of logins does not slow everything else. */
export class PasswordService {
  private readonly heldBySource = new Map<string, number>();
  private readonly threads = bulkhead(THREADS, THREADS * MAX_WAITING);
  /** What follows the cost in a hash that no password matches: a salt, and a digest of zeros. */
  private readonly decoyTail = `${bcrypt.genSaltSync().slice(PREFIX_LENGTH)}${'.'.repeat(31)}`;

  /** @param stored the kinds of hashes from elsewhere that some user has */
  constructor(
    private readonly cost: number,
    private readonly stored: { list(): Promise<readonly ForeignHash[]> } = NONE_STORED,
  ) {}

  /**
   * Whether `password` is the one behind `hash`. Takes the same time whatever the result and its reason, unless the
   * cost was lowered since `hash` was made.
   *
   * A hash from elsewhere is compared with the password as it was typed, and as NFKC, up to `MAX_TYPED` characters.
   *
   * @param ipAddress of the client, if there is one
   * @throws SERVICE_UNAVAILABLE when too many wait
   */
  async matches(
    password: string,
    hash: string | null | undefined,
    ipAddress: string | null = null,
  ): Promise<boolean> {
    const foreign = hash != null && !isOwn(hash) ? findForeignHash(hash) : undefined;
    const stored = await this.stored.list();
    const isTooLong = password.length > MAX_TYPED;
    const typed = isTooLong ? '' : password;
    return this.bounded(ipAddress, async () => {
      const compared = comparedForm(typed);
      const isOurs = await this.matchesOwn(compared, hash);
      const forms = [...new Set([typed, compared])];
      const isForeign = await matchesForeign(forms, foreign, stored);
      return !isTooLong && (isForeign || isOurs);
    });
  }

  private async matchesOwn(typed: string, hash: string | null | undefined): Promise<boolean> {
    const comparable = hash != null && isOwn(hash) && Buffer.byteLength(typed) <= MAX_BYTES;
    const against = comparable ? hash : this.decoy(this.cost);
    const same = await bcrypt.compare(typed, against);
    // A hash with an older, lower cost is compared faster, which would show that its user exists. Each cost is twice
    // the work of the one below it. With one more comparison at each of them, old hashes take as long as new ones.
    for (let cost = bcrypt.getRounds(against); cost < this.cost; cost += 1)
      await bcrypt.compare(typed, this.decoy(cost));
    return comparable && same;
  }

  private decoy(cost: number): string {
    return `$2b$${String(cost).padStart(2, '0')}$${this.decoyTail}`;
  }

  /** @param ipAddress of the client, if there is one. @throws SERVICE_UNAVAILABLE when too many wait */
  hash(password: string, ipAddress: string | null = null): Promise<string> {
    return this.bounded(ipAddress, () => bcrypt.hash(comparedForm(password), this.cost));
  }

  /**
   * Whether the hash should be replaced by one that `hash` makes of `password`: its cost is lower than is asked for now,
   * or it came from elsewhere. Ours has no room for a password that is too long, so such a hash stays.
   */
  isOutdated(hash: string, password: string): boolean {
    if (isOwn(hash)) return bcrypt.getRounds(hash) < this.cost;
    return Buffer.byteLength(comparedForm(password)) <= MAX_BYTES;
  }

  /**
   * Checks a new password: long enough and not among the first that are tried; no rules of composition (NIST SP
   * 800-63B-4, 3.1.1.2). The list of common ones is Mozilla's.
   *
   * @throws WEAK_PASSWORD with the reason
   */
  requireStrong(field: string, newPassword: string, username: string): void {
    const refuse = (reason: Sentence) => new ServiceError('WEAK_PASSWORD', reason, { field });
    const tooLong = sentence('passwordTooLong', { max: MAX_BYTES });
    // NFKC has a byte at least for two characters. Longer ones are not normalized, which takes time.
    if (requireText(field, newPassword).length > 2 * MAX_BYTES) throw refuse(tooLong);
    const password = comparedForm(newPassword);
    if (Array.from(password).length < PASSWORD_MIN_LENGTH)
      throw refuse(sentence('passwordTooShort', { min: PASSWORD_MIN_LENGTH }));
    if (Buffer.byteLength(password) > MAX_BYTES) throw refuse(tooLong);
    if (isCommon(password) || isCommon(password.toLowerCase())) throw refuse(sentence('passwordCommon'));
    if (usernameKey(password) === usernameKey(SERVICE_NAME)) throw refuse(sentence('passwordNamesService'));
    if (usernameKey(password) === usernameKey(username)) throw refuse(sentence('passwordNamesUser'));
  }

  /** Runs on a free thread. One client waits with few at once, so that it does not fill the queue for all. */
  private async bounded<T>(ipAddress: string | null, work: () => Promise<T>): Promise<T> {
    const source = ipAddress === null ? '' : sourceKey(ipAddress);
    const held = this.heldBySource.get(source) ?? 0;
    if (held >= MAX_OF_SOURCE) return refuseBusy();
    this.heldBySource.set(source, held + 1);
    try {
      return await this.threads.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
    } finally {
      const left = (this.heldBySource.get(source) ?? 1) - 1;
      if (left > 0) this.heldBySource.set(source, left);
      else this.heldBySource.delete(source);
    }
    return refuseBusy();
  }
}

const NONE_STORED = { list: async () => [] };

function isOwn(hash: string): boolean {
  return hash.startsWith(OWN);
}

/** The list takes two megabytes. Most processes of a large service never see a new password. */
function isCommon(password: string): boolean {
  commonPasswords ??= createRequire(import.meta.url)('fxa-common-password-list') as CommonPasswords;
  return commonPasswords.test(password);
}

interface CommonPasswords {
  test(password: string): boolean;
}
let commonPasswords: CommonPasswords | undefined;

/**
 * The form that is hashed and compared. One keyboard composes `ü` of two characters, another types it as one (NIST SP
 * 800-63B-4, 3.1.1.2: NFKC).
 */
export function comparedForm(password: string): string {
  return password.normalize('NFKC');
}

async function refuseBusy(): Promise<never> {
  await pause(BUSY_PAUSE_MS);
  throw new ServiceError('SERVICE_UNAVAILABLE', sentence('tooManySignIns'), {
    retryAfter: BUSY_RETRY_SECONDS,
  });
}
