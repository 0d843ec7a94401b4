import { isIP } from 'node:net';
import type { CorsOrigins, PasskeyConfig } from './config.types.js';

/** The settings that say where passkeys work. */
export interface PasskeySettings {
  /** `PASSKEY_RP_ID`, if set. */
  readonly rpId: string | undefined;
  /** `PASSKEY_ORIGINS`, if set. */
  readonly origins: readonly string[] | undefined;
  readonly publicUrl: string;
  readonly corsOrigins: CorsOrigins;
}

/**
 * Where passkeys work; undefined where no browser would use one. Passkeys belong to a domain, never to an address such as
 * 127.0.0.1, and browsers use them over https alone, except on localhost.
 */
export function passkeysOf({
  rpId: given,
  origins,
  publicUrl,
  corsOrigins,
}: PasskeySettings): PasskeyConfig | undefined {
  const rpId = given ?? new URL(publicUrl).hostname;
  const anyLocalhostPort = origins === undefined && corsOrigins === 'localhost' && rpId === 'localhost';
  const known = [new URL(publicUrl).origin, ...(corsOrigins === 'localhost' ? [] : corsOrigins)];
  const usable = (origins ?? known).filter((origin) => isPasskeyOrigin(origin, rpId));
  if (isAddress(rpId) || usable.length === 0) return undefined;
  return { rpId, origins: [...new Set(usable)], anyLocalhostPort };
}

/** Whether pages of this origin may use passkeys of this domain. */
export function isPasskeyOrigin(origin: string, rpId: string): boolean {
  // An app on Android has no host: its signing key is compared.
  if (origin.startsWith('android:')) return true;
  if (!/^https?:/.test(origin)) return false;
  const { protocol, hostname } = new URL(origin);
  const isOnDomain = hostname === rpId || hostname.endsWith(`.${rpId}`);
  return isOnDomain && (protocol === 'https:' || isLocalhost(hostname));
}

/** Whether a page is on some port of this machine: what front ends in development are. */
export function isLocalhostOrigin(origin: string): boolean {
  return /^http:\/\/localhost(:\d{1,5})?$/.test(origin);
}

/** IPv6 is in brackets there. */
export function isAddress(rpId: string): boolean {
  return isIP(rpId.replace(/^\[(.*)\]$/, '$1')) !== 0;
}

function isLocalhost(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost');
}
