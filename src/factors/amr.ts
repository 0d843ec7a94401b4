import type { Channel } from '../core/code.js';

/** RFC 8176 names of a password and of a code that came by each channel. */
export const PASSWORD_ONLY = ['pwd'];
/** A code or link that came by mail. It is no authenticator (NIST SP 800-63B-4, 3.1.3.1). */
export const EMAIL_ONLY = ['otp'] as const;
const METHOD_BY_CHANNEL: Record<Channel, string> = { sms: 'sms', call: 'tel', whatsapp: 'otp' };

export function amrOfChannel(channel: Channel): string[] {
  return [METHOD_BY_CHANNEL[channel]];
}

/** Methods of a sign-in, and those of a second factor after it. */
export function withSecondFactor(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second].filter((method) => method !== 'mfa')), 'mfa'];
}
