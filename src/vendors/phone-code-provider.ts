import type { Channel, ProviderName, Purpose } from '../core/phone-code.js';

/**
 * The port between the services and the vendor that sends the codes.
 *
 * Outcomes are values, never exceptions: a provider catches everything its vendor can do (time-outs, HTML
 * instead of JSON, an open circuit breaker) and returns one of the kinds below. What a user sees for each kind is
 * decided in `delivery.service.ts` for messages, and in `code-check.service.ts` for codes.
 */
export interface PhoneCodeProvider {
  /** Which vendor protocol is spoken; stored beside every reference, so that a change of provider never mixes them. */
  readonly name: ProviderName;
  /** The channels that can be requested, in the order they are offered. Never empty. */
  readonly channels: readonly [Channel, ...Channel[]];
  /** How many digits a code has. Authy's login codes are longer than its registration codes. */
  codeLength(purpose: Purpose): number;

  /** Sends a code that proves who holds `request.phone`. Repeating it while a code is pending sends the same code again. */
  startPhoneVerification(request: SendRequest): Promise<SendOutcome>;
  /** Asks whether `code` is the code that was sent. Never called for anything but ASCII digits of the right length. */
  checkPhoneVerification(delivery: DeliveryReference, code: string): Promise<CheckOutcome>;

  /** Makes the phone known as the user's second factor. Authy: `users/new` gives an id. Verify: nothing to do. */
  enroll(user: EnrollRequest): Promise<EnrollOutcome>;
  /** Sends a code that guards a login. */
  sendLoginCode(factor: FactorReference, request: SendRequest): Promise<SendOutcome>;
  checkLoginCode(factor: FactorReference, delivery: DeliveryReference, code: string): Promise<CheckOutcome>;
  /** Forgets the factor at the provider. Best effort: the user's own row is what counts. */
  unenroll(factor: FactorReference): Promise<void>;

  /** Ends a pending code at the provider, so that the next one is a new code. Best effort. */
  cancel(delivery: DeliveryReference): Promise<void>;

  /** What readiness and metrics show. Makes no call. */
  health(): ProviderHealth;

  /** Reads how the vendor is set up, for `doctor`: one result for each service that sends codes. Sends nothing. */
  inspect(): Promise<ServiceInspection[]>;
}

export interface SendRequest {
  /** E.164. */
  phone: string;
  channel: Channel;
  /** BCP 47 language of the message, from the request's `Accept-Language`. */
  locale?: string | undefined;
  /** Address of the device that made the request, for the vendor's own fraud checks. */
  ipAddress?: string | undefined;
  /** What the address is counted under, for the vendor's own limits. Leaves this process as a keyed hash at most. */
  network?: string | undefined;
  /** Whose code it is, for the vendor's own limits. Leaves this process as a keyed hash at most. */
  userId?: string | undefined;
}

/** What is needed to check or cancel a code that was sent. */
export interface DeliveryReference {
  purpose: Purpose;
  /** E.164 number the code went to. */
  phone: string;
  /** The vendor's own id: Twilio's verification SID (VE…), Authy's uuid, or the Authy id for a login code. */
  reference: string;
}

/** A user's enrolled second factor. */
export interface FactorReference {
  phone: string;
  /** Only with Authy. */
  authyId?: string | undefined;
}

export interface EnrollRequest {
  phone: string;
  /** Authy wants an address for each user. */
  email?: string | undefined;
}

export type EnrollOutcome =
  | { kind: 'enrolled'; factor: FactorReference }
  | { kind: 'refused'; reason: SendRefusal }
  | { kind: 'unavailable'; detail: string };

export type SendRefusal =
  /** Not a number that exists (Twilio 60200 on `To`). */
  | 'invalidNumber'
  /** Landline, country or prefix the vendor will not send to (60205, 60410, 60605). */
  | 'notAllowed'
  /** The vendor's own limit on this number (60203, 60212). */
  | 'tooManySends';

export type SendOutcome =
  | { kind: 'sent'; reference: string; channel: Channel }
  | { kind: 'refused'; reason: SendRefusal }
  /** Time-out, 5xx, wrong credentials, unreadable reply, open breaker. `detail` is for the log and holds nothing secret. */
  | { kind: 'unavailable'; detail: string };

export type CheckOutcome =
  | { kind: 'approved' }
  | { kind: 'rejected' }
  /** The vendor no longer knows the code: approved before, canceled, or ten minutes old. */
  | { kind: 'expired' }
  /** The vendor counted too many tries. */
  | { kind: 'exhausted' }
  /** The check may or may not have been carried out. The code must not be used again. */
  | { kind: 'unavailable'; detail: string };

export type ServiceInspection = {
  /** The vendor's name of it: a Verify service SID, or the application at Authy. */
  service: string;
  /** What its codes are for. */
  purposes: readonly [Purpose, ...Purpose[]];
} & ServiceFinding;

export type ServiceFinding =
  | {
      kind: 'found';
      /** Digits of its codes, where the vendor lets that be chosen. */
      codeLength?: number | undefined;
      /** Whether it has a sender for WhatsApp. */
      hasWhatsapp?: boolean | undefined;
      /** The vendor's clock (`Date` of its reply, whole seconds). */
      vendorTime?: Date | undefined;
    }
  /** The credentials are valid, but they see no such service. */
  | { kind: 'missing' }
  | { kind: 'credentialsRefused' }
  /** As for a send. */
  | { kind: 'unavailable'; detail: string };

export interface ProviderHealth {
  /** State of the circuit breaker: `open` fails at once without asking the vendor. */
  circuit: 'closed' | 'halfOpen' | 'open';
}
