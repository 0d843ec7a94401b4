import { registerEnumType } from 'type-graphql';
import type { Channel } from '../../core/phone-code.js';

/** The schema's names of the channels, with what the services call them. */
export const TwoFactorChannel = { SMS: 'sms', CALL: 'call', WHATSAPP: 'whatsapp' } as const satisfies Record<
  string,
  Channel
>;

registerEnumType(TwoFactorChannel, {
  name: 'TwoFactorChannel',
  description: 'The ways to send a code.',
  valuesConfig: {
    SMS: { description: 'A text message.' },
    CALL: { description: 'A phone call. A voice reads the code.' },
    WHATSAPP: { description: 'A WhatsApp message.' },
  },
});
