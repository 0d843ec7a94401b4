/** The ways to prove a second factor. */
export type FactorKind = 'phone' | 'authenticatorApp' | 'passkey' | 'recoveryCode' | 'email';
