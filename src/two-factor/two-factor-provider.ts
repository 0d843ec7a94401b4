/**
 * The port between the services and whoever sends the codes.
 *
 * Outcomes are values, never exceptions: a provider catches everything its vendor can do (time-outs, HTML
 * instead of JSON, an open circuit breaker) and answers with one of the kinds below. What a user is told for
 * each kind the services decide: `provider-terms.ts` of messages, `challenge.service.ts` of codes.
 */
export interface TwoFactorProvider {
  /** Which vendor protocol is spoken; stored beside every reference, so that a change of provider never mixes them. */
  readonly name: ProviderName;
  /** The channels that can be asked for, in the order they are offered. Never empty. */
  readonly channels: readonly [Channel, ...Channel[]];
  /** How many digits a code has. Authy's login tokens are longer than its registration codes. */
  codeLength(purpose: Purpose): number;

  /** Sends a code that proves who holds `request.phone`. Repeating it while a code is pending sends the same code again. */
  startPhoneVerification(request: SendRequest): Promise<SendOutcome>;
  /** Asks whether `token` is the code that was sent. Never called for anything but ASCII digits of the right length. */
  checkPhoneVerification(delivery: DeliveryReference, token: string): Promise<CheckOutcome>;

  /** Makes the phone known as the user's second factor. Authy: `users/new` gives an id. Verify: nothing to do. */
  enroll(user: EnrollRequest): Promise<EnrollOutcome>;
  /** Sends a code that guards a login. */
  sendLoginToken(factor: FactorReference, request: SendRequest): Promise<SendOutcome>;
  checkLoginToken(factor: FactorReference, delivery: DeliveryReference, token: string): Promise<CheckOutcome>;
  /** Forgets the factor at the provider. Best effort: the user's own row is what counts. */
  unenroll(factor: FactorReference): Promise<void>;

  /** Ends a pending code at the provider, so that the next one is a new code. Best effort. */
  cancel(delivery: DeliveryReference): Promise<void>;

  /** What readiness and metrics show. Makes no call. */
  health(): ProviderHealth;

  /** Asks the vendor how it is set up, for `doctor`: one answer for each service that codes go through. Sends nothing. */
  inspect(): Promise<ServiceInspection[]>;
}

export type ProviderName = 'twilio' | 'authy';

/** `sms`, `call` and `whatsapp` are Twilio's own names. */
export const CHANNELS = ['sms', 'call', 'whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];
/** The channels that a vendor has. */
export const CHANNELS_OF: Readonly<Record<ProviderName, readonly [Channel, ...Channel[]]>> = {
  twilio: CHANNELS,
  authy: ['sms', 'call'],
};

/** What a code is for. Registration and login may use different Verify services, so their codes differ too. */
export type Purpose = 'login' | 'registration';

export interface SendRequest {
  /** E.164. */
  phone: string;
  channel: Channel;
  /** BCP 47 language of the message, from the request's `Accept-Language`. */
  locale?: string | undefined;
  /** Address of the device that asked, for the vendor's own fraud checks. */
  ipAddress?: string | undefined;
  /** Whose code it is, for the vendor's own limits. Leaves this process as a keyed hash at most. */
  userId?: string | undefined;
}

/** What is needed to check or cancel a code that was sent. */
export interface DeliveryReference {
  purpose: Purpose;
  /** E.164 number the code went to. */
  phone: string;
  /** The vendor's own id: Twilio's verification SID (VE…), Authy's uuid, or the Authy id for a login token. */
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
      /** The vendor's clock (`Date` of its reply, whole seconds). */
      vendorTime?: Date | undefined;
    }
  /** The credentials are good, but they see no such service. */
  | { kind: 'missing' }
  | { kind: 'credentialsRefused' }
  /** As for a send. */
  | { kind: 'unavailable'; detail: string };

export interface ProviderHealth {
  /** State of the circuit breaker: `open` answers at once without asking the vendor. */
  circuit: 'closed' | 'halfOpen' | 'open';
}
