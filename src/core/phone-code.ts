export type ProviderName = 'twilio' | 'authy';

/** `sms`, `call` and `whatsapp` are Twilio's own names. */
export const CHANNELS = ['sms', 'call', 'whatsapp'] as const;
export type Channel = (typeof CHANNELS)[number];
/** The channels that a vendor has. */
export const CHANNELS_OF: Readonly<Record<ProviderName, readonly [Channel, ...Channel[]]>> = {
  twilio: CHANNELS,
  authy: ['sms', 'call'],
};

/** What a code is for. Registration and login can use different Verify services and then have different codes. */
export type Purpose = 'login' | 'registration';
