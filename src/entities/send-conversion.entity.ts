import { defineEntity, p } from '@mikro-orm/core';

const SendConversionSchema = defineEntity({
  name: 'SendConversion',
  tableName: 'send_conversions',
  properties: {
    /** How the numbers begin that are counted together, as `rangeOf` has it: `+485010`. */
    range: p.string().length(16).primary(),
    /** Apart, so that nobody who asks for codes to strangers' numbers can keep users of the range from signing in. */
    purpose: p.string().length(20).$type<'login' | 'registration'>().primary(),
    /** Messages, and codes among them that were typed right, since `windowStartedAt` and half of those before. */
    sent: p.integer(),
    approved: p.integer(),
    windowStartedAt: p.datetime(),
    /** Set while messages do not go, and until the first one that goes again. */
    pausedUntil: p.datetime().nullable(),
    /** Messages refused in this pause. */
    refused: p.integer().default(0),
  },
});

/** How many of the codes that go to a range of numbers come back approved. */
export class SendConversion extends SendConversionSchema.class {}

SendConversionSchema.setClass(SendConversion);
