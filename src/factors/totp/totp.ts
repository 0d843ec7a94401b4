import { createHmac, randomBytes } from 'node:crypto';
import { sameText } from '../../core/secrets.js';

/** RFC 6238 with the values that every app knows: SHA-1, 6 digits, 30 seconds. Other values break some apps. */
export const TOTP_DIGITS = 6;
const STEP_SECONDS = 30;
/** Steps before and after the current one, for clocks that differ (RFC 6238, 5.2). The same at enrollment and sign-in. */
const TOLERANCE_STEPS = 1;
/** RFC 4226, 4: 160 bits. */
const SECRET_BYTES = 20;

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** The number of the time step. */
export function stepAt(time: Date): number {
  return Math.floor(time.getTime() / 1000 / STEP_SECONDS);
}

/** The code of a time step (RFC 4226, 5.3). */
export function codeAt(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** TOTP_DIGITS).padStart(TOTP_DIGITS, '0');
}

/** The step that a code belongs to, the latest first. Undefined: none near this time. */
export function matchingStep(secret: Buffer, code: string, time: Date): number | undefined {
  const now = stepAt(time);
  const steps: number[] = [];
  for (let step = now + TOLERANCE_STEPS; step >= now - TOLERANCE_STEPS; step--)
    if (sameText(codeAt(secret, step), code)) steps.push(step);
  return steps[0];
}

/** The address that an app reads from a QR code. */
export function otpauthUri(secret: Buffer, { issuer, account }: { issuer: string; account: string }): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const values = {
    secret: toBase32(secret),
    issuer,
    algorithm: 'SHA1',
    digits: TOTP_DIGITS,
    period: STEP_SECONDS,
  };
  const query = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `otpauth://totp/${label}?${query.join('&')}`;
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding, as apps read it. */
export function toBase32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[parseInt(five.padEnd(5, '0'), 2)]).join('');
}
