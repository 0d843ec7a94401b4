/** The ways to prove a second factor. */
export const FACTOR_KINDS = ['phone', 'authenticatorApp', 'passkey', 'recoveryCode', 'email'] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];
