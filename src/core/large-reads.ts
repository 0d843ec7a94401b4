import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { ServiceError } from './service-error.js';

/** Each reads with one connection of the pool at a time. */
const AT_ONCE = 2;
const MAX_WAITING = 20;
const BUSY_RETRY_SECONDS = 5;

/** Reads of whole tables, or of much of a user. They share few connections, so that sign-ins always find one. */
export class LargeReads {
  private readonly places = bulkhead(AT_ONCE, MAX_WAITING);

  /** @throws SERVICE_UNAVAILABLE when too many wait */
  async read<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.places.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new ServiceError('SERVICE_UNAVAILABLE', undefined, { retryAfter: BUSY_RETRY_SECONDS });
    }
  }
}
