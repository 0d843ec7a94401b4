import type { SentCode, User } from '../entities/index.js';
import type { DeliveryReference, FactorReference, SendOutcome } from '../two-factor/two-factor-provider.js';
import { ServiceError } from './errors.js';
import { CODE_TTL_SECONDS } from './send-claim.service.js';

/** What the provider calls a code that it sent. */
export function deliveryOf({ purpose, phone, reference }: SentCode): DeliveryReference {
  return { purpose, phone, reference: reference ?? '' };
}

/** What the provider calls a user's second factor. */
export function factorOf(user: User, phone: string): FactorReference {
  return { phone, authyId: user.authyId ?? undefined };
}

/** What users are told when a message, or an enrolment, did not go through. */
export function sendError(outcome: Exclude<SendOutcome, { kind: 'sent' }>): ServiceError {
  if (outcome.kind === 'unavailable') return new ServiceError('PROVIDER_UNAVAILABLE');
  switch (outcome.reason) {
    case 'invalidNumber':
      return new ServiceError('INVALID_PHONE_NUMBER', undefined, { field: 'phone' });
    case 'notAllowed':
      return new ServiceError('PHONE_NOT_ALLOWED', undefined, { field: 'phone' });
    case 'tooManySends':
      return new ServiceError('RATE_LIMITED', undefined, { retryAfter: CODE_TTL_SECONDS });
  }
}
