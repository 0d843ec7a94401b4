import bcrypt from 'bcrypt';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import commonPasswords from 'fxa-common-password-list';
import { availableParallelism } from 'node:os';
import { requireText, usernameKey } from './input.js';
import { type Sentence, sentence, ServiceError } from './errors.js';

/** Code points; below this NIST SP 800-63B-4 calls a password too short when it is not the only factor. */
const MIN_LENGTH = 8;
/** bcrypt reads no more than 72 bytes: what is longer is refused, never cut. */
const MAX_BYTES = 72;
/** `$2b$12$`: the algorithm and its cost. */
const PREFIX_LENGTH = 7;
const SERVICE_NAME = 'graphql-two-factor-auth';
/** Node's pool for work off the main thread, which files and DNS need, too. */
const POOL_THREADS = 4;
/**
 * How many hashes may wait for each thread; past that the answer is "not now" rather than a growing queue. At a
 * quarter of a second each, the last one waits six seconds: about as long as people do, and less than a shutdown.
 */
const MAX_WAITING = 24;
/** One processor and one thread of the pool are left to everything else. */
const THREADS = Math.max(1, Math.min(availableParallelism(), POOL_THREADS) - 1);
const BUSY_RETRY_SECONDS = 2;

/** Hashes and compares passwords, on so few threads that a flood of logins does not slow everything else. */
export class PasswordService {
  private readonly threads = bulkhead(THREADS, THREADS * MAX_WAITING);
  /** What follows the cost in a hash that no password matches: a salt, and a digest of zeros. */
  private readonly decoyTail = `${bcrypt.genSaltSync().slice(PREFIX_LENGTH)}${'.'.repeat(31)}`;

  constructor(private readonly cost: number) {}

  /**
   * Whether `password` is the one behind `hash`. Takes the same time whatever the answer and its reason, unless the
   * cost was lowered since `hash` was made.
   *
   * @throws SERVICE_UNAVAILABLE when too many wait
   */
  async matches(password: string, hash: string | null | undefined): Promise<boolean> {
    const comparable = hash != null && Buffer.byteLength(password) <= MAX_BYTES;
    const against = comparable ? hash : this.decoy(this.cost);
    return this.bounded(async () => {
      const same = await bcrypt.compare(password, against);
      // A hash from when the cost was lower would be answered sooner, and so tell that its user exists. Each cost
      // is twice the work of the one below: with one comparison more at each, old hashes take as long as new ones.
      for (let cost = bcrypt.getRounds(against); cost < this.cost; cost += 1)
        await bcrypt.compare(password, this.decoy(cost));
      return comparable && same;
    });
  }

  private decoy(cost: number): string {
    return `$2b$${String(cost).padStart(2, '0')}$${this.decoyTail}`;
  }

  /** @throws SERVICE_UNAVAILABLE when too many wait */
  hash(password: string): Promise<string> {
    return this.bounded(() => bcrypt.hash(password, this.cost));
  }

  /** Whether the hash was made with a lower cost than is asked for now. */
  isOutdated(hash: string): boolean {
    return bcrypt.getRounds(hash) < this.cost;
  }

  /**
   * Judges a new password: long enough and not among the first that are tried; no rules of composition (NIST SP
   * 800-63B-4, 3.1.1.2). The list of common ones is Mozilla's.
   *
   * @throws WEAK_PASSWORD with the reason
   */
  requireStrong(field: string, password: string, username: string): void {
    requireText(field, password);
    const refuse = (reason: Sentence) => new ServiceError('WEAK_PASSWORD', reason, { field });
    if (Array.from(password).length < MIN_LENGTH)
      throw refuse(sentence('passwordTooShort', { min: MIN_LENGTH }));
    if (Buffer.byteLength(password) > MAX_BYTES)
      throw refuse(sentence('passwordTooLong', { max: MAX_BYTES }));
    if (commonPasswords.test(password) || commonPasswords.test(password.toLowerCase()))
      throw refuse(sentence('passwordCommon'));
    if (usernameKey(password) === usernameKey(SERVICE_NAME)) throw refuse(sentence('passwordNamesService'));
    if (usernameKey(password) === usernameKey(username)) throw refuse(sentence('passwordNamesUser'));
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.threads.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new ServiceError('SERVICE_UNAVAILABLE', sentence('tooManySignIns'), {
        retryAfter: BUSY_RETRY_SECONDS,
      });
    }
  }
}
