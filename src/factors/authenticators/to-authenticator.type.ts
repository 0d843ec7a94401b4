import type { ShownAuthenticator } from './authenticator-reads.js';
import {
  AuthenticatorAppType,
  type AuthenticatorType,
  PasskeyType,
  PhoneAuthenticatorType,
} from './authenticator.type.js';

/** Every type of an authenticator. The schema names them nowhere else. */
export const AUTHENTICATOR_TYPES = [PhoneAuthenticatorType, AuthenticatorAppType, PasskeyType] as const;

/** @param phone the number of the user */
export function toAuthenticatorType(
  { authenticator, passkey }: ShownAuthenticator,
  phone: string | null,
): AuthenticatorType {
  switch (authenticator.kind) {
    case 'phone':
      return new PhoneAuthenticatorType(authenticator, phone);
    case 'authenticatorApp':
      return new AuthenticatorAppType(authenticator);
    case 'passkey':
      return new PasskeyType(authenticator, passkey);
  }
}
