import { type Sentence, sentence } from '../core/sentences.js';
import { ServiceError } from '../core/service-error.js';
import type { CountedAttempt, LimitName } from './counted-attempt.js';

/** RATE_LIMITED, and by which limit. */
export class LimitPassedError extends ServiceError {
  constructor(
    override readonly limit: LimitName,
    waitMs: number,
    /** Whether no attempt was refused before this one since the counter started. */
    readonly isFirst: boolean,
    /** What was counted all the same. */
    readonly attempt: CountedAttempt,
  ) {
    const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
    super('RATE_LIMITED', sentenceFor(limit, retryAfter), { retryAfter });
  }
}

/** Names what is limited. Without one, the sentence of the code. */
function sentenceFor(limit: LimitName, retryAfter: number): Sentence | undefined {
  if (limit === 'sendsPerNumber') return sentence('tooManyMessagesToNumber', { retryAfter });
  return limit.startsWith('sends') ? sentence('tooManyMessages', { retryAfter }) : undefined;
}
