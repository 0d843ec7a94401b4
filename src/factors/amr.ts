import type { Channel } from '../core/phone-code.js';

/** RFC 8176 names of a password and of a code that came by each channel. */
export const PASSWORD_ONLY = ['pwd'];
const METHOD_BY_CHANNEL: Record<Channel, string> = { sms: 'sms', call: 'tel', whatsapp: 'otp' };

export function amrOfChannel(channel: Channel): string[] {
  return [METHOD_BY_CHANNEL[channel]];
}

/** Methods of a sign-in, and those of a second factor after it. */
export function withSecondFactor(first: readonly string[], second: readonly string[]): string[] {
  return [...new Set([...first, ...second].filter((method) => method !== 'mfa')), 'mfa'];
}
