import { registerEnumType } from 'type-graphql';
import type { Channel } from '../../two-factor/two-factor-provider.js';

/** The schema's names of the channels, with what the services call them. */
export const TwoFactorChannel = { SMS: 'sms', CALL: 'call', WHATSAPP: 'whatsapp' } as const satisfies Record<
  string,
  Channel
>;

registerEnumType(TwoFactorChannel, {
  name: 'TwoFactorChannel',
  description: 'How a code travels to the phone.',
  valuesConfig: {
    SMS: { description: 'A text message.' },
    CALL: { description: 'A phone call that reads the code aloud.' },
    WHATSAPP: { description: 'A WhatsApp message.' },
  },
});
